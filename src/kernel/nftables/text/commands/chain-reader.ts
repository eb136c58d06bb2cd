import { parsePriority } from '../../model/priority.ts'
import type { TableFamily } from '../../model/selectors.ts'
import type { BaseChain, ChainHook, ChainType } from '../../ruleset/chain.ts'
import { readComment } from '../rules/rule-reader.ts'
import type { Cursor } from '../words/cursor.ts'
import { tokenKind } from '../words/lexer.ts'

export interface ChainBody {
  base: BaseChain | undefined
  /** Also of a chain that is there already. */
  policy?: 'accept' | 'drop'
  comment: string | undefined
}

/** What stands in a chain's braces besides rules, up to and with the closing one. */
export function readChainBody(cursor: Cursor, family: TableFamily): ChainBody {
  const body: ChainBody = { base: undefined, comment: undefined }
  for (cursor.skipNewlines(); !cursor.acceptMark('}'); cursor.skipNewlines())
    if (!readChainProperty(cursor, family, body)) throw cursor.unexpected("'}'")
  return body
}

/** One of `type …`, `policy …`, `comment …`, `flags offload`, `devices = …`; false: none of them. */
export function readChainProperty(cursor: Cursor, family: TableFamily, body: ChainBody): boolean {
  if (cursor.kind !== tokenKind.word) return false
  switch (cursor.word) {
    case 'type':
      body.base = { ...readHook(cursor, family), policy: body.policy ?? 'accept' }
      break
    case 'policy':
      cursor.next()
      body.policy = readPolicy(cursor)
      if (body.base !== undefined) body.base = { ...body.base, policy: body.policy }
      break
    case 'comment':
      if (body.comment !== undefined)
        throw cursor.fault(
          'evaluation',
          'You can only specify this once. This statement is duplicated.',
        )
      cursor.next()
      body.comment = readComment(cursor)
      break
    case 'flags':
      cursor.next()
      cursor.expectWord('offload')
      break
    default:
      return false
  }
  cursor.expectLineEnd()
  return true
}

const chainTypes: readonly ChainType[] = ['filter', 'nat', 'route']
const hooks: readonly ChainHook[] = [
  'prerouting',
  'input',
  'forward',
  'output',
  'postrouting',
  'ingress',
  'egress',
]

function readHook(cursor: Cursor, family: TableFamily): Omit<BaseChain, 'policy'> {
  cursor.next()
  const typeWord = cursor.word
  const type = chainTypes.find((candidate) => candidate === typeWord)
  if (type === undefined) throw cursor.fault('syntax', 'unknown chain type')
  cursor.next()
  cursor.expectWord('hook')
  const hookWord = cursor.word
  const hook = hooks.find((candidate) => candidate === hookWord)
  if (hook === undefined) throw cursor.fault('syntax', 'unknown chain hook')
  cursor.next()
  const devices = readDevices(cursor)
  const priorityAt = cursor.offset
  cursor.expectWord('priority')
  const priority = readPriority(cursor, family, hook)
  if (priority === undefined)
    throw cursor.fault(
      'evaluation',
      'invalid priority expression value in this context.',
      priorityAt,
    )
  return { type, hook, priority, devices }
}

/** `device "lo"`, `devices = { lo, eth0 }`; none: an empty list. */
export function readDevices(cursor: Cursor): readonly string[] {
  if (cursor.acceptWord('device')) return [cursor.takeString()]
  if (!cursor.acceptWord('devices')) return []
  cursor.expectMark('=')
  cursor.expectMark('{')
  const devices: string[] = []
  do {
    cursor.skipLineBreaks()
    if (cursor.isMark('}')) break
    devices.push(cursor.takeString())
    cursor.skipLineBreaks()
  } while (cursor.acceptMark(','))
  cursor.expectMark('}')
  return devices
}

/** A number, a name, or a name and a number (`filter + 10`, `dstnat-5`). */
export function readPriority(
  cursor: Cursor,
  family: TableFamily,
  hook: ChainHook,
): number | undefined {
  // An int, which wraps around.
  if (cursor.acceptMark('-')) return -cursor.takeNumber() | 0
  if (cursor.kind === tokenKind.number) return cursor.takeNumber() | 0
  const word = cursor.takeName('number or string')
  const base = parsePriority(word, family, hook)
  if (base === undefined) return undefined
  if (cursor.acceptMark('+')) return base + cursor.takeNumber()
  return cursor.acceptMark('-') ? base - cursor.takeNumber() : base
}

function readPolicy(cursor: Cursor): 'accept' | 'drop' {
  if (cursor.acceptWord('accept')) return 'accept'
  if (cursor.acceptWord('drop')) return 'drop'
  throw cursor.unexpected('accept or drop')
}
