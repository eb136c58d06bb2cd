import { describe, expect, it } from 'vitest'
import { readDump } from '../../../../src/kernel/iptables/dump/dump-reader.ts'

describe('what a dump holds', () => {
  it('is kept in the order of the text, with its counters', () => {
    const text = '*filter\n:b - [0:0]\n:INPUT DROP [5:6]\n[7:8] -A INPUT -j b\nCOMMIT\n'
    const [table] = readDump(text, 'f').tables
    expect(
      [...(table?.chains.values() ?? [])].map(({ name, policy, packets, bytes }) => [
        name,
        policy,
        packets,
        bytes,
      ]),
    ).toEqual([
      ['b', undefined, 0, 0],
      ['INPUT', 'DROP', 5, 6],
    ])
    expect(table?.chains.get('INPUT')?.rules[0]).toMatchObject({ packets: 7, bytes: 8, line: 4 })
  })

  it.each([
    ['*filter\n:b - [0:0]\n:b - [0:0]\nCOMMIT\n', 'found a second chain b'],
    ['*filter\n:b ACCEPT [0:0]\nCOMMIT\n', "for the user's chain b"],
    [
      '*filter\n-X\nCOMMIT\n',
      'found a command that changes rules, expected a dump, which has -A alone',
    ],
  ])('%j is refused: %s', (text, why) => expect(() => readDump(text, 'f')).toThrow(why))
})
