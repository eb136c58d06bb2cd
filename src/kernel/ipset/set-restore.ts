import type { InstantMs } from '../../base/clock.ts'
import { entryOf } from '../../base/entry-of.ts'
import { Journal } from '../../base/journal.ts'
import { type Position, UserError } from '../../base/user-error.ts'
import { ElementError } from './element-error.ts'
import { readExtensions } from './element-extensions.ts'
import { parseElement, printElement } from './element-text.ts'
import { IpSet } from './ip-set.ts'
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
    const session = newSession()
    for (const line of text.split('\n')) {
      number += 1
      const at = { file, line: number, column: 1 }
      runText(sets, line, { nowMs, journal, verbatim, session, at })
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
  readonly session: SetSession
  readonly at: Position
}

/**
 * What a line inherits of those before. `-exist` (or `-!`: what is there already is no mistake) holds from its line on
 * (ipset_envopt_set); but lines in a row that add to one set, or take from it, are one message to the kernel, and the
 * first of them tells for all (build_msg in lib/session.c).
 */
export interface SetSession {
  exist: boolean
  /** Command and set of the line before, and how its row began. */
  row: string
  rowExist: boolean
}

export function newSession(): SetSession {
  return { exist: false, row: '', rowExist: false }
}

export function runText(sets: IpSets, text: string, context: LineContext): void {
  const words = splitLine(text)
  if (words.length === 0 || words[0]?.startsWith('#')) return
  const fail = (found: string, expected: string): never => {
    throw new UserError('E_IPSET', `found ${found}, expected ${expected}`, context.at)
  }
  const left = words.filter((word) => word !== '-exist' && word !== '-!')
  const { session } = context
  if (left.length < words.length) session.exist = true
  const [command = '', name = ''] = left
  const row = `${entryOf(commandNames, command) ?? command} ${name}`
  const continues = row === session.row && /^(add|del) /.test(row)
  if (!continues) session.rowExist = session.exist
  session.row = row
  runLine(sets, { ...context, words: left, exist: session.rowExist, fail })
}

function splitLine(line: string): string[] {
  // Empty quotes are no word to ipset, so `comment ""` lacks its comment.
  return [...line.matchAll(/"([^"]*)"|\S+/g)].map((match) => match[1] ?? match[0]).filter(Boolean)
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
  switch (entryOf(commandNames, first) ?? first) {
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
      destroy(sets, name === '' ? [...sets] : [setOf(sets, name, line)], line)
      break
    case 'rename':
      setOf(sets, name, line)
      checkUnused(sets, [name], line)
      if (sets.get(third) !== undefined) line.fail(`the new name ${third}`, 'a name not in use')
      sets.rename(name, checkName(third, line), line.journal)
      break
    case 'swap':
      if (!areAlike(setOf(sets, name, line), setOf(sets, third, line)))
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
  const set = new IpSet(name, type, options)
  if (there === undefined) sets.put(set, line.journal)
  else if (!line.exist || essence(there) !== essence(set))
    line.fail(`the set ${name}, which exists`, 'a name not in use')
}

/** What must be equal for `create -exist` (mtype_same_set, ip_set_hash_gen.h): not how many places it has. */
function essence({ type, options }: IpSet): string {
  const texts = options.texts.filter(
    (text) => !/^(hashsize|bucketsize|initval|forceadd)\b/.test(text),
  )
  return [type.name, ...texts].join(' ')
}

function areAlike(one: IpSet, other: IpSet): boolean {
  return one.type === other.type && one.options.family === other.options.family
}

function destroy(sets: IpSets, gone: readonly IpSet[], line: Line): void {
  const names = gone.map(({ name }) => name)
  checkUnused(sets, names, line)
  for (const name of names) sets.delete(name, line.journal)
}

/** No member of a list may go, not even with the list itself. */
function checkUnused(sets: IpSets, names: readonly string[], line: Line): void {
  for (const list of sets)
    if (list.type.method === 'list')
      for (const { text } of list.elements(line.nowMs))
        if (names.includes(text))
          line.fail(`${text}, which is in the list ${list.name}`, 'a set that nothing uses')
}

function add(sets: IpSets, line: Line): void {
  const [, name = '', text = '', ...rest] = line.words
  const set = setOf(sets, name, line)
  const extensions = readExtensions(set, rest, line.nowMs, line.fail)
  if (set.type.method === 'list') checkMember(sets, text, line)
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

/** A member is a set that is there, and no list itself (list_set_uadd). */
function checkMember(sets: IpSets, text: string, line: Line): void {
  if (text.includes(',')) line.fail(`"${text}"`, 'a set without a place (before, after)')
  if (setOf(sets, text, line).type.method === 'list') line.fail(`the list ${text}`, 'no list')
}

function setOf(sets: IpSets, name: string, line: Line): IpSet {
  return sets.get(name) ?? line.fail(`the set "${name}", which does not exist`, 'create it before')
}

function checkName(name: string, line: Line): string {
  if (name === '' || name.length > setNameLengthMax)
    line.fail(`the set name "${name}"`, `a name of 1 to ${setNameLengthMax} characters`)
  return name
}
