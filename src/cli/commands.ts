import { type Command, Option } from 'commander'
import { resolveTypes, rulesOutputs, traceProtocols } from '../report/choices.ts'
import type { Start } from './command-io.ts'
import {
  after,
  backend,
  clusterFlags,
  collect,
  command,
  count,
  dumpFlag,
  examples,
  output,
  proxyFlags,
} from './flags.ts'
import { defineBench, defineCalibrate } from './measuring-commands.ts'
import { defineReplay } from './replay/define-replay.ts'
import { defineServe, type StartServer } from './serve-arguments.ts'

/** The whole command line: names, flags, help. What a command does is loaded when it is called. */
export function defineCommands(program: Command, start: Start, serve: StartServer): void {
  program
    .description(
      'What kube-proxy and the Linux kernel do with a packet sent to a Kubernetes Service:\niptables, IPVS and nftables mode, without a cluster, without root, in virtual time.',
    )
    .version('0.1.0', '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .showHelpAfterError('(--help shows examples)')
    .addHelpText(
      'after',
      '\nExit codes: 0 done; 1 an expectation failed or differences were found; 2 bad usage or bad input.',
    )
  defineDemo(program, start)
  defineRules(program, start)
  defineTrace(program, start)
  defineConnections(program, start)
  defineExplain(program, start)
  defineResolve(program, start)
  defineEnv(program, start)
  defineReplay(program, start)
  defineObjects(program, start)
  defineVerify(program, start)
  defineBench(program, start)
  defineCalibrate(program, start)
  defineServe(program, serve)
}

function defineDemo(program: Command, start: Start): void {
  const demo = command(program, 'demo', 'the main job on an example shop, or on your own manifests')
  proxyFlags(clusterFlags(demo))
    .option('--seed <n>', 'seed of what is left to chance', count(999_999_999), 1)
    .addHelpText('after', examples('kpe demo', 'kpe demo -f manifests/'))
    .action(async (options) => {
      const run = await import('./demo/demo-command.ts')
      await start(options.color, (io) => run.demo(options, io))
    })
}

function defineRules(program: Command, start: Start): void {
  const rules = command(program, 'rules', 'print what kube-proxy writes on a node')
  proxyFlags(dumpFlag(clusterFlags(rules)))
    .option('--node <name>', 'the node (default: the first)')
    .option('--then <files...>', 'apply these afterwards, and print what the next sync writes', [])
    .addOption(after())
    .option('--cleanup', 'print what kube-proxy --cleanup then removes (-o: what is left)', false)
    .addOption(
      new Option(
        '-o, --output <form>',
        'iptables-restore input, iptables-save output, or data',
      ).choices(rulesOutputs),
    )
    .addOption(backend())
    .addHelpText(
      'after',
      examples(
        'kpe rules -f examples/shop --node node-1',
        'kpe rules -f examples/shop -o save',
        'kpe rules -f examples/shop --config examples/kube-proxy.yaml -o json',
        'kpe rules -f examples/shop --after ipvs --mode nftables',
      ),
    )
    .action(async (options) => {
      const run = await import('./rules/rules-command.ts')
      await start(options.color, (io) => run.rules(options, io))
    })
}

function defineTrace(program: Command, start: Start): void {
  const trace = command(program, 'trace', 'follow a packet through a node, rule by rule, and back')
  proxyFlags(dumpFlag(clusterFlags(trace)))
    .requiredOption(
      '--from <who>',
      'pod/NAME, pod/NAMESPACE/NAME, node/NAME, client, or an address',
    )
    .requiredOption(
      '--to <where>',
      'svc/NAME:PORT, svc/NAMESPACE/NAME:PORT, node/NAME:PORT, ADDRESS:PORT',
    )
    .addOption(
      new Option('--protocol <name>', "default: the Service port's, or tcp").choices(
        traceProtocols,
      ),
    )
    .option('--source-port <port>', "the sender's port (default: 40000)", count(65_535))
    .option('-n, --namespace <name>', 'namespace of names that have none', 'default')
    .option(
      '--node <name>',
      "the node (default: the sender's; from outside the one it is sent to, or the first)",
    )
    .option('--addresses <file>', 'with --rules: what ip -o addr printed on the node')
    .option('--local-address <ip>', 'with --rules: an address of the node; repeatable', collect, [])
    .addOption(after())
    .addOption(backend())
    .option('--seed <n>', 'seed of what is left to chance', count(999_999_999), 1)
    .option('--all', 'show every packet and every rule', false)
    .addOption(output(['text', 'json']))
    .addHelpText(
      'after',
      examples(
        'kpe trace -f examples/shop --from pod/shop/database-0 --to svc/shop/catalog:80',
        'kpe trace -f examples/shop --from client --to node/node-1:30443',
        'kpe trace -f examples/shop --from pod/shop/database-0 --to svc/shop/catalog --protocol icmp',
      ),
    )
    .action(async (options) => {
      const run = await import('./trace/trace-command.ts')
      await start(options.color, (io) => run.trace(options, io))
    })
}

function defineConnections(program: Command, start: Start): void {
  const connections = command(
    program,
    'connections',
    "a node's tables after connections were played",
  )
  proxyFlags(clusterFlags(connections))
    .requiredOption(
      '--play <file>',
      'one connection a line: FROM TO [PROTOCOL] [SECONDS]; - for stdin',
    )
    .option('-n, --namespace <name>', 'namespace of names that have none', 'default')
    .option('--node <name>', 'the node (default: the first)')
    .option('--seed <n>', 'seed of what is left to chance', count(999_999_999), 1)
    .addOption(output(['conntrack', 'ipvsadm']))
    .addHelpText(
      'after',
      examples(
        "echo 'pod/shop/database-0 svc/shop/catalog:80' | kpe connections -f examples/shop --play -",
        'kpe connections -f examples/shop --play connections.txt --mode ipvs -o ipvsadm',
      ),
    )
    .action(async (options) => {
      const run = await import('./connections-command.ts')
      await start(options.color, (io) => run.connections(options, io))
    })
}

function defineExplain(program: Command, start: Start): void {
  const explain = command(
    program,
    'explain',
    'say what a chain, Service, endpoint or pod is, and why',
  )
  proxyFlags(clusterFlags(explain))
    .argument('<name>', 'KUBE-SEP-…, svc/NAME, pod/NAME, 10.244.1.2:80, 10.244.1.2')
    .option('-n, --namespace <name>', 'namespace of names that have none', 'default')
    .option('--node <name>', 'the node (default: the first)')
    .addHelpText(
      'after',
      examples(
        'kpe explain -f examples/shop svc/shop/storefront',
        'kpe explain -f examples/shop KUBE-SERVICES',
      ),
    )
    .action(async (name: string, options) => {
      const run = await import('./explain-command.ts')
      await start(options.color, (io) => run.explain({ ...options, name }, io))
    })
}

function defineResolve(program: Command, start: Start): void {
  const resolve = command(program, 'resolve', "look a name up as the cluster's DNS answers it")
  clusterFlags(resolve)
    .argument('<name>', 'web, web.shop, web.shop.svc.cluster.local, db-0.db.data, 10.96.0.10')
    .option('--from <who>', 'pod/NAME, pod/NAMESPACE/NAME, node/NAME or client (default: some pod)')
    .addOption(
      new Option('--type <type>', 'the record (default: A and AAAA; of an address PTR)').choices(
        resolveTypes,
      ),
    )
    .option('-n, --namespace <name>', 'namespace of the asking pod', 'default')
    .addOption(output(['text', 'json']))
    .addHelpText(
      'after',
      examples(
        'kpe resolve -f examples/shop catalog.shop',
        'kpe resolve -f examples/shop catalog --from pod/shop/database-0 --type SRV',
      ),
    )
    .action(async (name: string, options) => {
      const run = await import('./names/resolve-command.ts')
      await start(options.color, (io) => run.resolve({ ...options, name }, io))
    })
}

function defineEnv(program: Command, start: Start): void {
  const env = command(program, 'env', 'print the Service variables that a pod is started with')
  clusterFlags(env)
    .requiredOption('--pod <name>', 'pod/NAME, pod/NAMESPACE/NAME, NAME')
    .option('-n, --namespace <name>', 'namespace of a name that has none', 'default')
    .addOption(output(['text', 'json']))
    .addHelpText('after', examples('kpe env -f examples/shop --pod pod/shop/database-0'))
    .action(async (options) => {
      const run = await import('./names/env-command.ts')
      await start(options.color, (io) => run.env(options, io))
    })
}

function defineObjects(program: Command, start: Start): void {
  const objects = command(program, 'objects', 'print the objects as a cluster would hold them')
  clusterFlags(objects)
    .addOption(output(['yaml', 'json', 'wide']))
    .addHelpText(
      'after',
      examples('kpe objects -f examples/shop -o wide', 'kpe objects -f examples/shop -o json'),
    )
    .action(async (options) => {
      const run = await import('./objects-command.ts')
      await start(options.color, (io) => run.objects(options, io))
    })
}

function defineVerify(program: Command, start: Start): void {
  command(
    program,
    'verify',
    'hold the emulator against recordings of the real kube-proxy and kernel',
  )
    .argument('<recording...>', 'recordings (.json, .jsonl, also .gz), or folders of them')
    .option('--answers <dir>', "write the emulator's own answers there, in the recordings' format")
    .option('--show <n>', 'disagreements to show of each file', count(1_000), 3)
    .addOption(output(['table', 'json']))
    .addHelpText(
      'after',
      examples(
        'kpe verify tests/recordings/data',
        'kpe verify --answers answers/ tests/recordings/data',
      ),
    )
    .action(async (recordings: string[], options) => {
      const { verify } = await import('./verify-command.ts')
      await start(options.color, (io) => verify({ ...options, recordings }, io))
    })
}
