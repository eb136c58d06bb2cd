import type { JsonValue } from './json-value.ts'

type Forms = readonly [RegExp, (parts: readonly string[]) => JsonValue][]

/** Expressions that are not modelled, by the text that nft lists. */
const expressionForms: Forms = [
  [
    /^@(\w+),(\d+),(\d+)$/,
    ([base = '', offset, len]) => ({ payload: { base, offset: Number(offset), len: Number(len) } }),
  ],
  [
    /^tcp option @?(\d+)(?:,(\d+),(\d+))?$/,
    ([base, offset = '0', len = '8']) => ({
      'tcp option': { base: Number(base), offset: Number(offset), len: Number(len) },
    }),
  ],
  [
    /^(tcp option|ip option|sctp chunk) (\S+)(?: (\S+))?$/,
    ([kind = '', name = '', field]) => ({ [kind]: { name, field } }),
  ],
  [/^exthdr (\S+)$/, ([name = '']) => ({ exthdr: { name } })],
  [
    /^socket cgroupv2 level (\d+)$/,
    ([level]) => ({ socket: { key: 'cgroupv2', level: Number(level) } }),
  ],
  [/^socket (\w+)$/, ([key = '']) => ({ socket: { key } })],
  [/^rt (classid|mtu|ipsec)$/, ([key = '']) => ({ rt: { key } })],
  [/^rt (ip6?) nexthop$/, ([family = '']) => ({ rt: { key: 'nexthop', family } })],
  [/^osf(?: ttl (\w+))? (\w+)$/, ([ttl, key = '']) => ({ osf: { key, ttl } })],
  [
    /^ipsec (\w+)(?: spnum (\d+))?(?: (ip6?))? (\w+)$/,
    ([dir = '', spnum = '0', family, key = '']) => ({
      ipsec: { key, family, dir, spnum: Number(spnum) },
    }),
  ],
  [
    /^(hbh|rt|rt0|rt2|srh|frag|dst|mh) (\S+)$/,
    ([name = '', field = '']) => ({ exthdr: { name, field } }),
  ],
]

const statementForms: Forms = [
  [/^xt (\w+) "([^"]*)"$/, ([type = '', name = '']) => ({ xt: { type, name } })],
  [/^ct count over (\d+)$/, ([value]) => ({ 'ct count': { val: Number(value), inv: true } })],
  [/^ct count (\d+)$/, ([value]) => ({ 'ct count': { val: Number(value) } })],
  [
    /^reset tcp option (\d+)$/,
    ([base]) => ({ reset: { 'tcp option': { base: Number(base), offset: 0, len: 0 } } }),
  ],
  [/^reset tcp option (\S+)$/, ([name = '']) => ({ reset: { 'tcp option': { name } } })],
]

/** What is not modelled, from its text; where the form is not known either, the text itself. */
export function opaqueExpressionJson(text: string): JsonValue {
  return fromForms(expressionForms, text)
}

export function opaqueStatementJson(text: string): JsonValue {
  return fromForms(statementForms, text)
}

function fromForms(forms: Forms, text: string): JsonValue {
  for (const [pattern, build] of forms) {
    const found = pattern.exec(text)
    if (found !== null) return build(found.slice(1))
  }
  return { opaque: text }
}
