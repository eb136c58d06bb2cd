import { type Command, InvalidArgumentError, Option } from 'commander'
import { type ProxyMode, proxyModes } from '../proxy/configuration.ts'

/** A command with what all have: help, colour. */
export function command(program: Command, name: string, description: string): Command {
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

/** What a cluster is made of. */
export function clusterFlags(command: Command): Command {
  return command
    .option('-f, --filename <file>', 'manifests: a file, a folder, or - for stdin', collect, [])
    .option('-R, --recursive', 'also look into folders within folders', false)
    .option('--nodes <n>', 'nodes to make where the input has none (default: 3)', count(5_000))
}

/** How kube-proxy runs. */
export function proxyFlags(command: Command): Command {
  return kubeProxyFlags(
    command.addOption(
      new Option('--mode <mode>', 'how kube-proxy programs the node').choices(proxyModes),
    ),
  )
}

/** The same without the mode. */
export function kubeProxyFlags(command: Command): Command {
  return command
    .option('--config <file>', "a KubeProxyConfiguration, also in kubeadm's ConfigMap")
    .option('--cluster-cidr <cidrs>', "the pods' networks, as kube-proxy's flag of that name")
    .option('--masquerade-all', "as kube-proxy's flag of that name")
    .option('--nodeport-addresses <cidrs>', "as kube-proxy's flag of that name")
    .option('-4, --ipv4', 'IPv4 only')
    .option('-6, --ipv6', 'IPv6 only')
}

export function after(): Option {
  const text = `a kube-proxy of this mode ran there before (${proxyModes.join(', ')}); repeatable`
  return new Option('--after <mode>', text).argParser(
    (value: string, before: readonly ProxyMode[] | undefined) => [
      ...(before ?? []),
      readMode(value),
    ],
  )
}

export function readMode(text: string): ProxyMode {
  const mode = proxyModes.find((one) => one === text)
  if (mode === undefined)
    throw new InvalidArgumentError(`Allowed choices are ${proxyModes.join(', ')}.`)
  return mode
}

export function backend(): Option {
  return new Option('--backend <name>', 'the iptables that the node has').choices(['legacy', 'nft'])
}

export function dumpFlag(command: Command): Command {
  return command.option(
    '--rules <dump>',
    "a real node's dump, in place of -f; repeatable",
    collect,
    [],
  )
}

export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}

export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`
}

/** `-o`, with the first choice as its default. */
export function output(choices: readonly string[]): Option {
  return new Option('-o, --output <format>', 'form of the results')
    .choices([...choices])
    .default(choices[0])
}

/** Reads a whole number from `min` to `max`. */
export function count(max: number, min = 0): (text: string) => number {
  return (text) => {
    if (!/^\d{1,9}$/.test(text) || Number(text) > max || Number(text) < min)
      throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`)
    return Number(text)
  }
}

/** Reads whole numbers from 1 to `max`, separated by commas; at most twenty. */
export function counts(max: number): (text: string) => readonly number[] {
  return (text) => {
    const numbers = text.split(',').map(Number)
    const isRight = numbers.every((one) => Number.isInteger(one) && one >= 1 && one <= max)
    if (!isRight || numbers.length > 20)
      throw new InvalidArgumentError(
        `Expected up to 20 whole numbers from 1 to ${max}, separated by commas.`,
      )
    return numbers
  }
}

/** Reads some of these words, separated by commas. */
export function choicesOf<Word extends string>(
  words: readonly Word[],
): (text: string) => readonly Word[] {
  return (text) =>
    [...new Set(text.split(','))].map((part) => {
      const word = words.find((one) => one === part)
      if (word === undefined)
        throw new InvalidArgumentError(`Allowed choices are ${words.join(', ')}.`)
      return word
    })
}
