import { describe, expect, it } from 'vitest'
import { IptablesEngine } from '../../../../src/kernel/iptables/engine/iptables-engine.ts'
import { printSave } from '../../../../src/kernel/iptables/text/save-writer.ts'

const before = `*filter
:INPUT DROP [7:70]
:a - [0:0]
[1:10] -A INPUT -j a
[2:20] -A a -j DROP
COMMIT
`

function played(text: string, options: object, backend: 'legacy' | 'nft' = 'legacy'): string {
  const engine = new IptablesEngine({ family: 'IPv4', backend })
  engine.restore(before, { counters: true })
  engine.restore(text, options)
  return printSave(engine.tables(), { backend, counters: true })
    .split('\n')
    .filter((line) => !/^(:FORWARD|:OUTPUT|\*|COMMIT|$)/.test(line))
    .join(' | ')
}

describe('a restore', () => {
  it('takes everything away that it does not name, but policies', () => {
    expect(played('*filter\n:b - [0:0]\nCOMMIT\n', {})).toBe(':INPUT DROP [0:0] | :b - [0:0]')
  })

  it('keeps what it does not name with --noflush', () => {
    expect(played('*filter\n:b - [0:0]\nCOMMIT\n', { noFlush: true })).toBe(
      ':INPUT DROP [0:0] | :a - [0:0] | :b - [0:0] | [1:10] -A INPUT -j a | [2:20] -A a -j DROP',
    )
  })

  it('takes counters with --counters alone', () => {
    const text = '*filter\n:INPUT ACCEPT [5:50]\n:b - [0:0]\n[6:60] -A b -j DROP\nCOMMIT\n'
    expect(played(text, { counters: true })).toBe(
      ':INPUT ACCEPT [5:50] | :b - [0:0] | [6:60] -A b -j DROP',
    )
    expect(played(text, {})).toBe(':INPUT ACCEPT [0:0] | :b - [0:0] | [0:0] -A b -j DROP')
  })

  it('leaves counters of policies alone for iptables-nft', () => {
    expect(played('*filter\n:b - [0:0]\nCOMMIT\n', { noFlush: true }, 'nft')).toContain(
      ':INPUT DROP [7:70]',
    )
  })
})
