import { describe, expect, it } from 'vitest'
import { jumpDepthMax } from '../../../../src/kernel/nftables/transaction/validation.ts'
import { nodeWith, refusal } from './transactions.ts'

const onHook = (type: string, hook: string, rule: string) =>
  refusal(
    nodeWith(''),
    `add table ip t\nadd chain ip t c { type ${type} hook ${hook} priority 0; }\nadd chain ip t d\nadd rule ip t d ${rule}\nadd rule ip t c jump d`,
  )

describe('what the kernel checks of the whole', () => {
  it.each([
    ['nat', 'prerouting', 'dnat to 10.0.0.1', undefined],
    ['nat', 'postrouting', 'dnat to 10.0.0.1', 'Operation not supported'],
    ['filter', 'prerouting', 'dnat to 10.0.0.1', 'Operation not supported'],
    ['nat', 'postrouting', 'masquerade', undefined],
    ['nat', 'input', 'masquerade', 'Operation not supported'],
    ['nat', 'input', 'snat to 10.0.0.1', undefined],
    ['filter', 'forward', 'reject', undefined],
    ['filter', 'postrouting', 'reject', 'Operation not supported'],
    ['filter', 'input', 'fib saddr . iif oif missing drop', undefined],
    ['filter', 'output', 'fib saddr . iif oif missing drop', 'Operation not supported'],
  ])('of %s on %s, %s behind a jump', (type, hook, rule, want) => {
    const found = onHook(type, hook, rule)
    if (want === undefined) expect(found).toBeUndefined()
    else expect(found).toContain(want)
  })

  const ladder = (steps: number) =>
    [
      'add table ip t',
      'add chain ip t c0 { type filter hook input priority 0; }',
      ...Array.from({ length: steps }, (_, at) => `add chain ip t c${at + 1}`),
      ...Array.from({ length: steps }, (_, at) => `add rule ip t c${at} jump c${at + 1}`),
    ].join('\n')

  it('lets jumps go as deep as its stack, and no deeper', () => {
    expect(refusal(nodeWith(''), ladder(jumpDepthMax - 1))).toBeUndefined()
    expect(refusal(nodeWith(''), ladder(jumpDepthMax + 1))).toContain('Too many links')
  })

  it('refuses a loop that a packet can reach', () => {
    const loop =
      'add chain ip t a\nadd chain ip t b\nadd rule ip t a jump b\nadd rule ip t b jump a\n'
    expect(refusal(nodeWith(), `${loop}add rule ip t base jump a`)).toContain('Too many links')
  })

  it.each([
    ['nat on forward', 'ip', 'type nat hook forward priority 0', 'Operation not supported'],
    [
      'nat before conntrack',
      'ip',
      'type nat hook prerouting priority -200',
      'Operation not supported',
    ],
    ['route but on output', 'ip', 'type route hook input priority 0', 'Operation not supported'],
  ])('refuses a base chain of %s', (_name, family, base, want) => {
    const text = `add table ${family} t\nadd chain ${family} t c { ${base}; }`
    expect(refusal(nodeWith(''), text)).toContain(want)
  })
})
