import { describe, expect, it } from 'vitest'
import { IptablesEngine } from '../../../../src/kernel/iptables/engine/iptables-engine.ts'

describe('what iptables says of a rule at once', () => {
  it.each([
    [
      'filter',
      '-A INPUT -j DNAT --to-destination 10.0.0.1',
      '-j DNAT in table filter, expected it in table nat only',
    ],
    ['filter', '-A OUTPUT -i eth0 -j DROP', '-i in OUTPUT'],
    ['nat', '-A POSTROUTING ! -i eth0 -j ACCEPT', '-i in POSTROUTING'],
    ['filter', '-A INPUT -o eth0 -j DROP', '-o in INPUT'],
    ['filter', '-A INPUT -j FORWARD', 'a jump from INPUT to the built-in chain FORWARD'],
  ])('%s: %s is refused: %s', (table, rule, why) => {
    const engine = new IptablesEngine({ family: 'IPv4' })
    expect(() => engine.restore(`*${table}\n${rule}\nCOMMIT\n`)).toThrow(why)
  })
})
