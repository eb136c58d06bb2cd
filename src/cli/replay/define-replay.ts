import { type Command, Option } from 'commander'
import { type ProxyMode, proxyModes } from '../../proxy/configuration.ts'
import type { ColorChoice } from '../../report/colors.ts'
import type { Run } from '../command-io.ts'
import { command, count, examples, output, readMode } from '../flags.ts'

type Start = (color: ColorChoice, run: Run) => Promise<void>

export function defineReplay(program: Command, start: Start): void {
  command(program, 'replay', 'play scenarios in virtual time, modes side by side')
    .argument('<scenario...>', 'scenarios (.yaml), or folders of them')
    .addOption(
      new Option(
        '--mode <mode>',
        `only in this mode (${proxyModes.join(', ')}); repeatable (default: the scenario's)`,
      ).argParser((value: string, before: readonly ProxyMode[] | undefined) => [
        ...(before ?? []),
        readMode(value),
      ]),
    )
    .option(
      '--seed <n>',
      "seed of what is left to chance (default: the scenario's)",
      count(999_999_999),
    )
    .option('--without', 'also without the cause of what the scenario shows', false)
    .option('--events <file>', 'write every event there, one JSON object a line')
    .addOption(output(['table', 'json', 'junit']))
    .addHelpText(
      'after',
      examples(
        'kpe replay scenarios/affinity-rollout.yaml',
        'kpe replay scenarios/affinity-rollout.yaml --mode ipvs --seed 7 --events events.ndjson',
        'kpe replay scenarios -o junit',
      ),
    )
    .action(async (scenarios: string[], options) => {
      const { replay } = await import('./replay-command.ts')
      await start(options.color, (io) => replay({ ...options, scenarios }, io))
    })
}
