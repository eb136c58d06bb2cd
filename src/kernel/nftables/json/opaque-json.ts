import type { JsonValue } from './json-value.ts'

/** What is not modelled, from its text; where the form is not known either, the text itself. */
export function opaqueExpressionJson(text: string): JsonValue {
  const raw = /^@(\w+),(\d+),(\d+)$/.exec(text)
  if (raw !== null)
    return { payload: { base: raw[1] ?? '', offset: Number(raw[2]), len: Number(raw[3]) } }
  const socket = /^socket (\w+)$/.exec(text)
  if (socket !== null) return { socket: { key: socket[1] ?? '' } }
  return { opaque: text }
}

const opaqueForms: readonly [RegExp, (parts: readonly string[]) => JsonValue][] = [
  [/^xt (\w+) "([^"]*)"$/, ([type = '', name = '']) => ({ xt: { type, name } })],
  [
    /^tcp option (\S+) (\S+) set (\d+)$/,
    ([name = '', field = '', value]) => ({
      mangle: { key: { 'tcp option': { name, field } }, value: Number(value) },
    }),
  ],
  [
    /^socket (\w+) (\d+)$/,
    ([key = '', value]) => ({
      match: { op: '==', left: { socket: { key } }, right: Number(value) },
    }),
  ],
  [
    /^(tcp option|ip option) (\S+)(?: (\S+))? (exists|missing|\d+)$/,
    ([kind = '', name = '', field, value = '']) => ({
      match: {
        op: '==',
        left: { [kind]: field === undefined ? { name } : { name, field } },
        right: /^\d/.test(value) ? Number(value) : value === 'exists',
      },
    }),
  ],
  [
    /^rt (?:(ip6?) )?(nexthop|mtu|classid) (\S+)$/,
    ([family, key = '', value = '']) => ({
      match: {
        op: '==',
        left: { rt: family === undefined ? { key } : { key, family } },
        right: key === 'mtu' ? Number(value) : value,
      },
    }),
  ],
  [/^dup to (\S+)$/, ([addr = '']) => ({ dup: { addr } })],
  [/^ct count over (\d+)$/, ([value]) => ({ 'ct count': { val: Number(value), inv: true } })],
  [/^ct count (\d+)$/, ([value]) => ({ 'ct count': { val: Number(value) } })],
]

export function opaqueStatementJson(text: string): JsonValue {
  for (const [pattern, build] of opaqueForms) {
    const found = pattern.exec(text)
    if (found !== null) return build(found.slice(1))
  }
  return { opaque: text }
}
