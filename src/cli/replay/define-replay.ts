import { type Command, Option } from 'commander'
import { UserError } from '../../base/user-error.ts'
import { type ProxyMode, proxyModes } from '../../proxy/configuration.ts'
import type { ColorChoice } from '../../report/colors.ts'
import type { CommandIo, Run } from '../command-io.ts'
import {
  clusterFlags,
  collect,
  command,
  count,
  examples,
  kubeProxyFlags,
  output,
  readMode,
} from '../flags.ts'
import type { ReplayArguments } from './replay-command.ts'
import type { ReplayFlowsArguments } from './replay-flows.ts'

type Start = (color: ColorChoice, run: Run) => Promise<void>

/** Of both: what is only for the one is refused with the other. */
type AnyArguments = Omit<ReplayArguments, 'scenarios'> &
  Omit<ReplayFlowsArguments, 'flows' | 'mode' | 'seed' | 'output'> & { readonly flows?: string }

/** Scenarios, or the flows of a recording. */
export function defineReplay(program: Command, start: Start): void {
  const replay = command(
    program,
    'replay',
    "play scenarios, or a recording's flows, in every mode side by side",
  )
  replay.argument('[scenario...]', 'scenarios (.yaml), or folders of them').addOption(mode())
  kubeProxyFlags(clusterFlags(replay))
    .option('--seed <n>', 'seed of what is left to chance', count(999_999_999))
    .option('--without', 'scenarios: also without the cause of what they show', false)
    .option('--events <file>', 'scenarios: write every event there, one JSON object a line')
    .option('--flows <file>', 'pcap, pcapng, CSV, NDJSON or conntrack text; - for stdin')
    .option('--map <old=new>', 'flows: what an address means here; repeatable', collect, [])
    .option('--skip-bad', 'flows: leave out and count what cannot be read', false)
    .option('-n, --namespace <name>', 'flows: namespace of names that have none', 'default')
    .addOption(output(['table', 'json', 'junit']))
    .addHelpText(
      'after',
      examples(
        'kpe replay scenarios/affinity-rollout.yaml',
        'kpe replay scenarios/affinity-rollout.yaml --mode ipvs --seed 7 --events events.ndjson',
        'kpe replay scenarios -o junit',
        'kpe replay --flows traffic.pcap -f manifests/',
        'kpe replay --flows flows.csv -f manifests/ --map 10.0.0.10=svc/shop/web',
        'conntrack -L -o extended | kpe replay --flows - -f manifests/',
      ),
    )
    .action(async (scenarios: string[], options) => {
      await start(options.color, (io) => {
        refuseForeign(replay, options.flows === undefined ? 'scenarios' : 'flows')
        return replayEither(scenarios, options, io)
      })
    })
}

function mode(): Option {
  return new Option(
    '--mode <mode>',
    `only in this mode (${proxyModes.join(', ')}); repeatable (default: all, or the scenario's)`,
  ).argParser((value: string, before: readonly ProxyMode[] | undefined) => [
    ...(before ?? []),
    readMode(value),
  ])
}

const anyFlags = ['mode', 'seed', 'output', 'color']
const flagsOf: Readonly<Record<'scenarios' | 'flows', (name: string) => boolean>> = {
  scenarios: (name) => [...anyFlags, 'without', 'events'].includes(name),
  flows: (name) => !['without', 'events'].includes(name),
}

/** A flag that changes nothing is none that somebody wanted. */
function refuseForeign(replay: Command, what: 'scenarios' | 'flows'): void {
  const foreign = replay.options.filter((option) => {
    const name = option.attributeName()
    return replay.getOptionValueSource(name) === 'cli' && !flagsOf[what](name)
  })
  const names = foreign.map(({ short, long }) => long ?? short ?? '').join(', ')
  refuse(
    names !== '' && what === 'scenarios',
    `${names}: only with --flows (a scenario says itself what its cluster is)`,
  )
  refuse(names !== '', `${names}: only with scenarios, not with --flows`)
}

async function replayEither(
  scenarios: readonly string[],
  options: AnyArguments,
  io: CommandIo,
): Promise<number> {
  if (options.flows === undefined) {
    refuse(scenarios.length === 0, 'neither a scenario nor --flows, expected one of them')
    const { replay } = await import('./replay-command.ts')
    return replay({ ...options, scenarios }, io)
  }
  refuse(scenarios.length > 0, 'scenarios do not go with --flows')
  refuse(options.output === 'junit', '-o junit: flows have no expectations')
  const { mode: modes = [], seed = 1, flows, ...rest } = options
  refuse(modes.length > 1, '--mode goes once with --flows (default: all modes)')
  const [only] = modes
  const { replayFlows } = await import('./replay-flows.ts')
  return replayFlows(
    {
      ...rest,
      flows,
      seed,
      output: options.output === 'json' ? 'json' : 'table',
      ...(only === undefined ? {} : { mode: only }),
    },
    io,
  )
}

function refuse(isWrong: boolean, message: string): void {
  if (isWrong) throw new UserError('E_USAGE', message)
}
