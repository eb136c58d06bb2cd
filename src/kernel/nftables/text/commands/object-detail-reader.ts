import { entryOf } from '../../../../base/entry-of.ts'
import { type ObjectDetail, timeoutDefaults } from '../../model/object-detail.ts'
import type { TableFamily } from '../../model/selectors.ts'
import { readDurationMs } from '../expressions/duration.ts'
import { readSynProxyBody } from '../rules/divert-reader.ts'
import { readLimitBody } from '../rules/limit-reader.ts'
import { readComment } from '../rules/rule-reader.ts'
import type { Cursor } from '../words/cursor.ts'
import { tokenKind } from '../words/lexer.ts'

export interface ObjectBody {
  readonly detail: ObjectDetail
  readonly comment: string | undefined
}

/** What stands between the braces of a named object, or behind its name; undefined: a kind that is not known. */
export function readObjectDetail(
  cursor: Cursor,
  type: string,
  family: TableFamily,
): ObjectBody | undefined {
  const read = entryOf(readers, type)
  if (read === undefined) return undefined
  const braces = cursor.acceptMark('{')
  const draft: Draft = { words: new Map(), flags: [], policy: [], comment: undefined }
  read(cursor, draft, braces)
  if (braces) {
    skipSeparators(cursor, draft)
    cursor.expectMark('}')
  }
  return { detail: detailOf(type, draft, family), comment: draft.comment }
}

interface Draft {
  readonly words: Map<string, string>
  readonly flags: string[]
  policy: (readonly [string, number])[]
  comment: string | undefined
  detail?: ObjectDetail
}

type Reader = (cursor: Cursor, draft: Draft, braces: boolean) => void

const readers: Readonly<Record<string, Reader>> = {
  limit: (cursor, draft) => {
    skipSeparators(cursor, draft)
    draft.detail = { kind: 'limit', limit: readLimitBody(cursor, cursor.offset) }
  },
  synproxy: (cursor, draft) => {
    const read = { kind: 'synproxy', mss: undefined, wscale: undefined, flags: [] } as const
    let synproxy: Extract<ObjectDetail, { kind: 'synproxy' }>['synproxy'] = read
    skipSeparators(cursor, draft)
    while (/^(?:mss|wscale|timestamp|sack-perm|sack-permitted)$/.test(cursor.word)) {
      const { mss = synproxy.mss, wscale = synproxy.wscale, flags } = readSynProxyBody(cursor)
      synproxy = { kind: 'synproxy', mss, wscale, flags: [...synproxy.flags, ...flags] }
      skipSeparators(cursor, draft)
    }
    draft.detail = { kind: 'synproxy', synproxy }
  },
  secmark: (cursor, draft) => {
    skipSeparators(cursor, draft)
    draft.detail = { kind: 'secmark', context: cursor.takeString() }
  },
  'ct helper': readWords,
  'ct timeout': readWords,
  'ct expectation': readWords,
}

function skipSeparators(cursor: Cursor, draft: Draft): void {
  for (cursor.skipNewlines(); cursor.acceptWord('comment'); cursor.skipNewlines())
    draft.comment = readComment(cursor)
}

/** `type "ftp" protocol tcp; l3proto ip; policy = { … }` */
function readWords(cursor: Cursor, draft: Draft, braces: boolean): void {
  for (skipSeparators(cursor, draft); !cursor.isMark('}'); skipSeparators(cursor, draft)) {
    if (!braces && cursor.atStatementEnd) return
    const { word } = cursor
    if (cursor.acceptWord('policy')) {
      cursor.expectMark('=')
      readPolicy(cursor, draft)
    } else if (cursor.acceptWord('timeout'))
      draft.words.set('timeout', String(readDurationMs(cursor)))
    else if (/^(?:type|protocol|l3proto|dport|size)$/.test(word)) {
      cursor.next()
      draft.words.set(word, cursor.word)
      cursor.next()
    } else throw cursor.unexpected(undefined)
    // A line must end, but for `type "ftp" protocol tcp`.
    if (word !== 'type') cursor.expectLineEnd()
  }
}

function readPolicy(cursor: Cursor, draft: Draft): void {
  cursor.expectMark('{')
  do {
    cursor.skipLineBreaks()
    if (cursor.isMark('}')) break
    const state = cursor.takeName('string')
    cursor.expectMark(':')
    const seconds =
      cursor.kind === tokenKind.number ? cursor.takeNumber() : readDurationMs(cursor) / 1_000
    draft.policy.push([state, seconds])
    cursor.skipLineBreaks()
  } while (cursor.acceptMark(','))
  cursor.expectMark('}')
}

function detailOf(
  type: string,
  { words, policy, detail }: Draft,
  family: TableFamily,
): ObjectDetail {
  if (detail !== undefined) return detail
  const protocol = words.get('protocol') ?? ''
  const network = words.get('l3proto') ?? family
  switch (type) {
    case 'ct helper':
      return { kind: 'ct helper', helper: words.get('type') ?? '', protocol, network }
    case 'ct timeout':
      return { kind: 'ct timeout', protocol, network, policy: changedStates(protocol, policy) }
    default:
      return {
        kind: 'ct expectation',
        protocol,
        network,
        port: Number(words.get('dport') ?? 0),
        timeoutMs: Number(words.get('timeout') ?? 0),
        size: Number(words.get('size') ?? 0),
      }
  }
}

/** In the kernel's order of states, without those that are as they would be anyway. */
function changedStates(
  protocol: string,
  policy: readonly (readonly [string, number])[],
): readonly (readonly [string, number])[] {
  const given = new Map(policy)
  return Object.entries(entryOf(timeoutDefaults, protocol) ?? {}).flatMap(([state, usual]) => {
    const seconds = given.get(state)
    return seconds === undefined || seconds === usual ? [] : [[state, seconds] as const]
  })
}
