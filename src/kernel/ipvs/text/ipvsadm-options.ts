import { entryOf } from '../../../base/entry-of.ts'
import type { Position } from '../../../base/user-error.ts'
import { refuseText, type Word } from './text-error.ts'

/** Long names of ipvsadm's options, and whether they take an argument (popt's table in ipvsadm.c). */
const longNames: Readonly<Record<string, string>> = {
  '--add-service': '-A',
  '--edit-service': '-E',
  '--delete-service': '-D',
  '--clear': '-C',
  '--add-server': '-a',
  '--edit-server': '-e',
  '--delete-server': '-d',
  '--tcp-service': '-t',
  '--udp-service': '-u',
  '--fwmark-service': '-f',
  '--scheduler': '-s',
  '--persistent': '-p',
  '--netmask': '-M',
  '--real-server': '-r',
  '--masquerading': '-m',
  '--ipip': '-i',
  '--gatewaying': '-g',
  '--weight': '-w',
  '--u-threshold': '-x',
  '--l-threshold': '-y',
  '--ipv6': '-6',
  '--ops': '-o',
  '--sched-flags': '-b',
}

const takesArgument = new Set([
  ...['-t', '-u', '--sctp-service', '-f', '-s', '-M', '-r', '-w', '-x', '-y', '-b'],
  ...['--pe', '--tun-type', '--tun-port'],
])
const plainOptions = new Set([
  ...['-A', '-E', '-D', '-C', '-a', '-e', '-d', '-m', '-i', '-g', '-6', '-o', '--set'],
  ...['--tun-nocsum', '--tun-csum', '--tun-remcsum'],
])

export interface OptionValue {
  /** '' for an option without an argument. */
  readonly text: string
  readonly at: Position
}

/** A command line, option by option; `rest` are the words that belong to none. */
export interface CommandOptions {
  readonly options: ReadonlyMap<string, OptionValue>
  readonly rest: readonly OptionValue[]
}

/**
 * Splits the words of one command as popt does: `-w 5`, `-w5`, `--weight 5`, `--weight=5`, `-p` with or without a
 * number. @throws UserError E_IPVS
 */
export function splitOptions(words: readonly Word[], at: Position): CommandOptions {
  const options = new Map<string, OptionValue>()
  const rest: OptionValue[] = []
  const queue = words.map(({ text, column }) => ({ text, at: { ...at, column } }))
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (!word.text.startsWith('-') || word.text === '-') {
      rest.push(word)
      continue
    }
    const { name, attached } = splitWord(word)
    const value = argumentOf(name, attached, queue, word)
    if (options.has(name)) refuseText(`multiple "${name}" options`, word.at)
    options.set(name, { text: value, at: word.at })
  }
  return { options, rest }
}

function splitWord({ text, at }: OptionValue): { name: string; attached: string | undefined } {
  if (text.startsWith('--')) {
    const equals = text.indexOf('=')
    const long = equals < 0 ? text : text.slice(0, equals)
    const name = entryOf(longNames, long) ?? long
    if (!takesArgument.has(name) && !plainOptions.has(name) && name !== '-p')
      refuseText(`unknown option "${long}"`, at)
    return { name, attached: equals < 0 ? undefined : text.slice(equals + 1) }
  }
  const name = text.slice(0, 2)
  if (!takesArgument.has(name) && !plainOptions.has(name) && name !== '-p')
    refuseText(`unknown option "${text}"`, at)
  const attached = text.length > 2 ? text.slice(2).replace(/^=/, '') : undefined
  if (attached !== undefined && plainOptions.has(name))
    refuseText(`"${name}" takes no argument, "${attached}" stands behind it`, at)
  return { name, attached }
}

function argumentOf(
  name: string,
  attached: string | undefined,
  queue: OptionValue[],
  word: OptionValue,
): string {
  if (name === '-p') {
    if (attached !== undefined) return attached
    return queue[0]?.text.startsWith('-') === false ? (queue.shift()?.text ?? '') : ''
  }
  if (!takesArgument.has(name)) return ''
  const argument = attached ?? queue.shift()?.text
  return argument ?? refuseText(`"${word.text}" needs an argument`, word.at)
}
