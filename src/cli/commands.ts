import { type Command, InvalidArgumentError, Option } from 'commander'
import type { ColorChoice, Run } from './command-io.ts'

type Start = (color: ColorChoice, run: Run) => Promise<void>

/** The whole command line: names, flags, help. What a command does is loaded when it is called. */
export function defineCommands(program: Command, start: Start): void {
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
  defineVerify(program, start)
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
      '\nExamples:\n  kpe verify tests/recordings/data\n  kpe verify --answers answers/ recordings/kube-proxy/iptables.jsonl.gz',
    )
    .action(async (recordings: string[], options) => {
      const { verify } = await import('./verify-command.ts')
      await start(options.color, (io) => verify({ ...options, recordings }, io))
    })
}

function command(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .helpOption('-h, --help', 'print help')
    .addOption(
      new Option('--color <when>', 'colour the results')
        .choices(['auto', 'always', 'never'])
        .default('auto'),
    )
}

/** `-o`, with the first choice as its default. */
function output(choices: readonly string[]): Option {
  return new Option('-o, --output <format>', 'form of the results')
    .choices([...choices])
    .default(choices[0])
}

/** Reads a whole number from 0 to `max`. */
function count(max: number): (text: string) => number {
  return (text) => {
    if (!/^\d{1,9}$/.test(text) || Number(text) > max)
      throw new InvalidArgumentError(`Expected a whole number from 0 to ${max}.`)
    return Number(text)
  }
}
