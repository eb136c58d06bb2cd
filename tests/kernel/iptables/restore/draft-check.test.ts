import { describe, expect, it } from 'vitest'
import { UserError } from '../../../../src/base/user-error.ts'
import { IptablesEngine } from '../../../../src/kernel/iptables/engine/iptables-engine.ts'

function refusal(table: string, rules: string, before = ''): string | undefined {
  const engine = new IptablesEngine({ family: 'IPv4' })
  const chains = ':a - [0:0]\n:b - [0:0]\n:c - [0:0]\n'
  engine.restore(`*${table}\n${chains}${before}\nCOMMIT\n`)
  try {
    engine.restore(`*${table}\n${rules}\nCOMMIT\n`, { noFlush: true, file: 'f' })
    return undefined
  } catch (error) {
    return error instanceof UserError ? error.describe() : String(error)
  }
}

describe('what the kernel checks at COMMIT', () => {
  it.each([
    [
      'filter',
      '-A INPUT -j a\n-A a -j b\n-A b -j a',
      'f:4:1: found chains that lead in a loop: a → b → a, expected chains that end',
    ],
    ['filter', '-A INPUT -j a\n-A a -g a', 'f:3:1: found chains that lead in a loop: a → a'],
    [
      'nat',
      '-A INPUT -j a\n-A a -j b\n-A b -j DNAT --to-destination 10.0.0.1',
      'f:4:1: found -j DNAT in b, which INPUT leads to, expected DNAT on prerouting, output only',
    ],
    ['nat', '-A PREROUTING -j MASQUERADE', 'f:2:1: found -j MASQUERADE in PREROUTING'],
    ['filter', '-A a -j nowhere', 'f:2:1: found a jump from a to nowhere'],
  ])('%s: %j: %s', (table, rules, why) => expect(refusal(table, rules)).toContain(why))

  it('names the line of this text that closes a loop with older rules', () => {
    expect(
      refusal('filter', '# one\n# two\n-A c -j a', '-A INPUT -j a\n-A a -j b\n-A b -j c'),
    ).toContain('f:4:1: found chains that lead in a loop: a → b → c → a')
  })

  it('does not mind a loop that no packet can come to, as the kernel does not', () => {
    expect(refusal('filter', '-A a -j b\n-A b -j a')).toBeUndefined()
  })

  it('takes a chain that is declared after the jump to it', () => {
    expect(refusal('filter', '-A INPUT -j d\n:d - [0:0]')).toBeUndefined()
  })
})
