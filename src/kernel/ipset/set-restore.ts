import type { InstantMs } from '../../base/clock.ts'
import { Journal } from '../../base/journal.ts'
import { type Position, UserError } from '../../base/user-error.ts'
import { ElementError, parseElement, printElement } from './element-text.ts'
import { type Element, IpSet } from './ip-set.ts'
import type { IpSets } from './ip-sets.ts'
import { readSetOptions } from './set-options.ts'
import { findSetType, setTypeNames } from './set-type.ts'

export interface SetRestoreOptions {
  /** As error messages name the text. */
  readonly file?: string
  /** The text is a dump: options that it does not name are not there (older kernels lack `bucketsize`). */
  readonly verbatim?: boolean
}

/** Characters of a set's name (IPSET_MAXNAMELEN less its NUL). */
export const setNameLengthMax = 31

interface Line extends LineContext {
  readonly words: string[]
  /** `-exist`, or `-!`: what is there already is no mistake. */
  readonly exist: boolean
  readonly fail: (found: string, expected: string) => never
}

/**
 * Does what `ipset restore` does with this text: create, add, del, flush, destroy, rename, swap.
 * Unlike the tool, which stops half-way, nothing is changed unless every line can be done.
 * @throws UserError E_IPSET with the line
 */
export function restoreSets(
  sets: IpSets,
  text: string,
  nowMs: InstantMs,
  options: SetRestoreOptions = {},
): void {
  const { file = 'ipset restore', verbatim = false } = options
  const journal = new Journal()
  try {
    let number = 0
    for (const line of text.split('\n')) {
      number += 1
      runText(sets, line, { nowMs, journal, verbatim, at: { file, line: number, column: 1 } })
    }
  } catch (error) {
    journal.rollBack()
    throw error
  }
}

/** Does one `ipset` command, as `add KUBE-CLUSTER-IP 10.96.0.1,tcp:443 -exist`. */
export function runSetCommand(sets: IpSets, command: string, nowMs: InstantMs): void {
  restoreSets(sets, command, nowMs, { file: `ipset ${command}` })
}

/** What one line of the text is done with; what it changes is noted in the journal. */
export interface LineContext {
  readonly nowMs: InstantMs
  readonly journal: Journal
  readonly verbatim: boolean
  readonly at: Position
}

export function runText(sets: IpSets, text: string, context: LineContext): void {
  const words = splitLine(text)
  if (words.length === 0 || words[0]?.startsWith('#')) return
  const fail = (found: string, expected: string): never => {
    throw new UserError('E_IPSET', `found ${found}, expected ${expected}`, context.at)
  }
  const left = words.filter((word) => word !== '-exist' && word !== '-!')
  const exist = left.length < words.length
  runLine(sets, { ...context, words: left, exist, fail })
}

function splitLine(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|\S+/g)].map((match) => match[1] ?? match[0])
}

const commandNames: Readonly<Record<string, string>> = {
  '-N': 'create',
  n: 'create',
  '-A': 'add',
  '-D': 'del',
  '-F': 'flush',
  '-X': 'destroy',
  x: 'destroy',
  '-E': 'rename',
  e: 'rename',
  '-W': 'swap',
  w: 'swap',
}

function runLine(sets: IpSets, line: Line): void {
  const [first = '', name = '', third = ''] = line.words
  switch (commandNames[first] ?? first) {
    case 'create':
      create(sets, line)
      break
    case 'add':
      add(sets, line)
      break
    case 'del':
      remove(sets, line)
      break
    case 'flush':
      for (const set of name === '' ? sets : [setOf(sets, name, line)]) set.flush(line.journal)
      break
    case 'destroy':
      for (const set of name === '' ? [...sets] : [setOf(sets, name, line)])
        sets.delete(set.name, line.journal)
      break
    case 'rename':
      setOf(sets, name, line)
      if (sets.get(third) !== undefined) line.fail(`the new name ${third}`, 'a name not in use')
      sets.rename(name, checkName(third, line), line.journal)
      break
    case 'swap':
      if (setOf(sets, name, line).type !== setOf(sets, third, line).type)
        line.fail(`sets ${name} and ${third} of different types`, 'two of the same type')
      sets.swap(name, third, line.journal)
      break
    case 'COMMIT':
    case 'quit':
      break
    default:
      line.fail(`"${first}"`, 'create, add, del, flush, destroy, rename or swap')
  }
}

function create(sets: IpSets, line: Line): void {
  const [, name = '', typeName = ''] = line.words
  checkName(name, line)
  const type = findSetType(typeName)
  if (type === undefined)
    return void line.fail(`the type "${typeName}"`, `one of ${setTypeNames.join(' ')}`)
  const options = readSetOptions(type, line.words.slice(3), line.verbatim, line.fail)
  const there = sets.get(name)
  if (there === undefined) sets.put(new IpSet(name, type, options), line.journal)
  else if (!line.exist || there.type !== type)
    line.fail(`the set ${name}, which exists`, 'a name not in use')
}

function add(sets: IpSets, line: Line): void {
  const [, name = '', text = '', ...rest] = line.words
  const set = setOf(sets, name, line)
  const extensions = readExtensions(set, rest, line)
  for (const parts of elementsOf(set, text, line)) {
    const printed = printElement(parts, set.type)
    const there = set.has(printed, line.nowMs)
    if (there && !line.exist)
      line.fail(`${printed}, which ${name} has already`, 'an element that is not there yet')
    if (!there && set.size >= set.options.elementCountMax)
      line.fail(
        `${printed} for the full set ${name}`,
        `at most ${set.options.elementCountMax} elements`,
      )
    set.add({ parts, text: printed, ...extensions }, line.journal)
  }
}

function remove(sets: IpSets, line: Line): void {
  const [, name = '', text = ''] = line.words
  const set = setOf(sets, name, line)
  for (const parts of elementsOf(set, text, line)) {
    const printed = printElement(parts, set.type)
    if (!set.has(printed, line.nowMs) && !line.exist)
      line.fail(`${printed}, which ${name} does not have`, 'an element of the set')
    set.delete(printed, line.journal)
  }
}

function elementsOf(set: IpSet, text: string, line: Line) {
  try {
    return parseElement(text, set.type, set.options)
  } catch (error) {
    if (error instanceof ElementError) return line.fail(error.found, error.expected)
    throw error
  }
}

type Extensions = Omit<Element, 'parts' | 'text'>

function readExtensions(set: IpSet, words: readonly string[], line: Line): Extensions {
  let timeout = set.options.timeoutSeconds
  let comment: string | undefined
  let noMatch = false
  let packets = 0
  let bytes = 0
  const rest: string[] = []
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    const value = words[at + 1] ?? ''
    if (word === 'nomatch') noMatch = true
    else {
      at += 1
      if (word === 'timeout') timeout = readTimeout(set, value, line)
      else if (word === 'comment') comment = readComment(set, value, line)
      else if (word === 'packets') packets = readCount(set, value, line)
      else if (word === 'bytes') bytes = readCount(set, value, line)
      else if (/^skb(mark|prio|queue)$/.test(word)) rest.push(`${word} ${value}`)
      else line.fail(`"${word}"`, 'timeout, comment, packets, bytes, nomatch or skbmark')
    }
  }
  const expiresAtMs =
    timeout === undefined || timeout === 0 ? undefined : line.nowMs + timeout * 1_000
  return { expiresAtMs, comment, noMatch, packets, bytes, rest: rest.join(' ') }
}

function readTimeout(set: IpSet, text: string, line: Line): number {
  if (set.options.timeoutSeconds === undefined)
    line.fail(`a timeout for ${set.name}`, 'a set that was created with timeout')
  if (!/^\d{1,7}$/.test(text) || Number(text) > 2_147_483)
    line.fail(`the timeout "${text}"`, 'seconds, 0 to 2147483')
  return Number(text)
}

function readComment(set: IpSet, text: string, line: Line): string {
  if (!set.options.comments) line.fail(`a comment for ${set.name}`, 'a set created with comment')
  if (text.length > 255) line.fail(`a comment of ${text.length} characters`, 'at most 255')
  return text
}

function readCount(set: IpSet, text: string, line: Line): number {
  if (!set.options.counters) line.fail(`counters for ${set.name}`, 'a set created with counters')
  if (!/^\d+$/.test(text)) line.fail(`"${text}"`, 'a count')
  return Number(text)
}

function setOf(sets: IpSets, name: string, line: Line): IpSet {
  return sets.get(name) ?? line.fail(`the set "${name}", which does not exist`, 'create it before')
}

function checkName(name: string, line: Line): string {
  if (name === '' || name.length > setNameLengthMax)
    line.fail(`the set name "${name}"`, `a name of 1 to ${setNameLengthMax} characters`)
  return name
}
