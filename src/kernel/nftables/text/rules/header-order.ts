import { knownType } from '../../model/data-type.ts'
import type { PayloadExpression } from '../../model/expression.ts'
import { isProtocolKey, layerOf, upperOf } from '../../model/protocols.ts'
import { payloadFields, type TableFamily } from '../../model/selectors.ts'
import type { MatchStatement, Statement } from '../../model/statement.ts'

/** A register, and the part of it that the kernel compares fast (NFT_REG_SIZE, NFT_REG32_SIZE), in bits. */
const registerBits = 128
const fastBits = 32

interface Field {
  readonly match: MatchStatement
  readonly place: number
  readonly from: number
  readonly bits: number
}

/**
 * Matches on fields of one header that lie side by side are made into one before they are handed to the kernel, and come back in
 * the header's order. `meta protocol ip` in a table of IPv4 goes without saying, unless it is the last thing said
 * (nftables src/rule.c, stmt_reduce).
 */
export function headerOrder(
  statements: readonly Statement[],
  family: TableFamily,
): readonly Statement[] {
  if (statements.length < 2) return statements
  let run: Field[] = []
  let changed: readonly Statement[] = statements
  for (const [place, statement] of statements.entries()) {
    if (place < statements.length - 1 && isGranted(statement, family))
      changed = changed.filter((other) => other !== statement)
    else if (statement.kind === 'match') {
      const field = fieldOf(statement, place)
      if (field !== undefined) run.push(field)
    } else if (run.length > 1) {
      // One field alone is remembered across a statement of another kind.
      changed = merged(changed, run)
      run = []
    }
  }
  return run.length > 1 ? merged(changed, run) : changed
}

function isGranted(statement: Statement, family: TableFamily): boolean {
  if (statement.kind !== 'match' || statement.right.kind !== 'value') return false
  const { left, op, right } = statement
  return (
    left.kind === 'meta' &&
    left.key === 'protocol' &&
    (op === '' || op === '==') &&
    (family === 'ip' || family === 'ip6') &&
    upperOf('ether', Number(right.value)) === family
  )
}

/** Undefined: no plain comparison of whole bytes. */
function fieldOf(match: MatchStatement, place: number): Field | undefined {
  const { left, op, right } = match
  if (left.kind !== 'payload' || right.kind !== 'value') return undefined
  if (op !== '' && op !== '==' && op !== '!=') return undefined
  const from = offsetOf(left)
  const { bits } = knownType(left.type)
  return from === undefined || bits % 8 !== 0 ? undefined : { match, place, from, bits }
}

interface Group {
  readonly fields: Field[]
  /** Where the joined match stands. */
  anchor: Field
  bits: number
}

function merged(statements: readonly Statement[], run: readonly Field[]): readonly Statement[] {
  const sorted = [...run].sort(
    (left, right) =>
      layerOf(protocolOf(left)).localeCompare(layerOf(protocolOf(right))) ||
      left.from - right.from ||
      left.place - right.place,
  )
  const groups: Group[] = []
  for (const field of sorted) {
    const group = groups.at(-1)
    if (group === undefined || !joins(group, field)) {
      groups.push({ fields: [field], anchor: field, bits: field.bits })
      continue
    }
    group.fields.push(field)
    group.bits += field.bits
    // What says which protocol comes next must not come before it is known what the header is.
    if (isKey(field)) group.anchor = field
  }
  return groups.reduce(
    (result, group) => (group.fields.length > 1 ? together(result, group) : result),
    statements,
  )
}

/** payload_can_merge, nftables src/payload.c */
function joins({ fields, bits }: Group, field: Field): boolean {
  const last = fields.at(-1)
  if (last === undefined || protocolOf(last) !== protocolOf(field)) return false
  if (last.from + last.bits !== field.from || isUnequal(last) !== isUnequal(field)) return false
  const total = bits + field.bits
  if (total > registerBits) return false
  if (total <= fastBits || layerOf(protocolOf(field)) === 'link') return true
  return bits > fastBits || field.bits > fastBits
}

function together(statements: readonly Statement[], { fields, anchor }: Group): Statement[] {
  const matches: readonly Statement[] = fields.map((field) => field.match)
  return statements.flatMap((statement) => {
    if (statement === anchor.match) return matches
    return matches.includes(statement) ? [] : [statement]
  })
}

function isUnequal({ match }: Field): boolean {
  return match.op === '!='
}

function isKey({ match: { left } }: Field): boolean {
  return left.kind === 'payload' && isProtocolKey(left.protocol, left.field)
}

function protocolOf(field: Field): string {
  return (field.match.left as PayloadExpression).protocol
}

/** Where a field begins in its header, in bits. */
function offsetOf({ protocol, field }: PayloadExpression): number | undefined {
  return offsets.get(protocol)?.get(field)
}

/** Where the order of the list is not that of the header. */
const knownOffsets: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  icmp: { id: 32, sequence: 48, gateway: 32, mtu: 48 },
  icmpv6: { 'parameter-problem': 32, mtu: 32, id: 32, sequence: 48, 'max-delay': 32 },
  ether: { daddr: 0, saddr: 48, type: 96 },
  vlan: { pcp: 0, dei: 3, cfi: 3, id: 4, type: 16 },
}

const offsets = new Map(
  Object.entries(payloadFields).map(([protocol, fields]) => {
    let offset = 0
    const known = knownOffsets[protocol] ?? {}
    const places = Object.entries(fields).map(([field, type]): [string, number] => {
      const place = known[field] ?? offset
      offset += knownType(type).bits
      return [field, place]
    })
    return [protocol, new Map(places)]
  }),
)
