import type { Command } from 'commander'
import { positions } from '../simulation/cost/target-position.ts'
import type { Start } from './command-io.ts'
import { choicesOf, clusterFlags, command, count, counts, examples, output } from './flags.ts'

/** The commands that say what the modes cost. */
export function defineBench(program: Command, start: Start): void {
  const bench = command(
    program,
    'bench',
    'what the modes cost on a real kernel, side by side, at several sizes',
  )
  clusterFlags(bench)
    .option(
      '--services <n,…>',
      'numbers of Services (default: 10,100,1000,5000,10000,20000)',
      counts(50_000),
    )
    .option('--endpoints <n>', 'endpoints of each Service (default: 5)', count(1_000, 1))
    .option('--affinity', 'Services with ClientIP affinity', false)
    .option(
      '--position <where,…>',
      `where in kube-proxy's order the asked Services stand: ${positions.join(', ')}`,
      choicesOf(positions),
      ['random'],
    )
    .option('--rate <n>', 'requests a second, for the CPU time', count(10_000_000, 1), 10_000)
    .option('--keepalive <n>', 'requests that one connection carries', count(1_000_000, 1), 1)
    .option(
      '--connections <n>',
      'connections that are counted at each size',
      count(100_000, 1),
      1_000,
    )
    .option('--coefficients <file>', 'prices of another machine, as kpe calibrate writes them')
    .option('--plot <file>', 'draw a chart there, as SVG')
    .option('--seed <n>', 'seed of what is left to chance', count(999_999_999), 1)
    .addOption(output(['table', 'json', 'csv']))
    .addHelpText(
      'after',
      examples(
        'kpe bench',
        'kpe bench --services 1000,10000 --affinity --position first,last --plot modes.svg',
        'kpe bench -f manifests/ --rate 50000 --keepalive 100',
      ),
    )
    .action(async (options) => {
      const run = await import('./bench/bench-command.ts')
      await start(options.color, (io) => run.bench(options, io))
    })
}

export function defineCalibrate(program: Command, start: Start): void {
  command(
    program,
    'calibrate',
    "measure this machine's own kernel for the cost model (Linux, root)",
  )
    .option('--rounds <n>', 'how often every rule set is measured', count(100, 1), 3)
    .option('--write <file>', 'write the coefficients there, for kpe bench --coefficients')
    .addOption(output(['table', 'json']))
    .addHelpText(
      'after',
      `\nMakes network namespaces and takes them away again; nothing else of the machine is touched.${examples('sudo kpe calibrate --write coefficients.json')}`,
    )
    .action(async (options) => {
      const run = await import('./calibrate/calibrate-command.ts')
      await start(options.color, (io) => run.calibrateMachine(options, io))
    })
  // What `calibrate` starts in the sender's namespace.
  program
    .command('probe', { hidden: true })
    .argument('<plan>')
    .action(async (plan: string) => {
      const run = await import('./calibrate/probe-command.ts')
      await start('never', (io) => run.probe(plan, io))
    })
}
