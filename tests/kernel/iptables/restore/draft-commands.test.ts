import { describe, expect, it } from 'vitest'
import { IptablesEngine } from '../../../../src/kernel/iptables/engine/iptables-engine.ts'
import { printRule } from '../../../../src/kernel/iptables/text/rule-writer.ts'

const start = `*filter
:a - [0:0]
:b - [0:0]
[1:10] -A INPUT -p tcp -j a
[2:20] -A INPUT -p udp -j a
[3:30] -A a -j RETURN
COMMIT
`

function played(...lines: string[]) {
  const engine = new IptablesEngine({ family: 'IPv4' })
  engine.restore(start, { counters: true })
  engine.restore(`*filter\n${lines.join('\n')}\nCOMMIT\n`, { noFlush: true, counters: true })
  const rules = (chain: string) =>
    engine.chain('filter', chain)?.rules.map((rule) => `${rule.packets} ${printRule(rule).trim()}`)
  return { INPUT: rules('INPUT'), a: rules('a'), b: rules('b'), c: rules('c') }
}

describe('commands within a restore', () => {
  it.each([
    { lines: ['-I INPUT -j b'], INPUT: ['0 -j b', '1 -p tcp -j a', '2 -p udp -j a'] },
    { lines: ['-I INPUT 3 -j b'], INPUT: ['1 -p tcp -j a', '2 -p udp -j a', '0 -j b'] },
    { lines: ['-A INPUT -j b'], INPUT: ['1 -p tcp -j a', '2 -p udp -j a', '0 -j b'] },
    { lines: ['-R INPUT 1 -j b'], INPUT: ['0 -j b', '2 -p udp -j a'] },
    { lines: ['-D INPUT -p udp -j a'], INPUT: ['1 -p tcp -j a'] },
    { lines: ['-D INPUT 1'], INPUT: ['2 -p udp -j a'] },
    { lines: ['-F INPUT'], INPUT: [] },
    { lines: ['-Z INPUT 2'], INPUT: ['1 -p tcp -j a', '0 -p udp -j a'] },
    { lines: ['-E a c'], INPUT: ['1 -p tcp -j c', '2 -p udp -j c'] },
  ])('$lines', ({ lines, INPUT }) => expect(played(...lines).INPUT).toEqual(INPUT))

  it('flush a chain of the user that is declared again, and leave others alone', () => {
    expect(played(':a - [0:0]')).toMatchObject({ a: [], INPUT: ['1 -p tcp -j a', '2 -p udp -j a'] })
    expect(played(':INPUT ACCEPT [0:0]').INPUT).toHaveLength(2)
  })

  it('delete an empty chain that nothing leads to any more, in one transaction', () => {
    const result = played('-F INPUT', ':a - [0:0]', '-X a')
    expect(result.a).toBeUndefined()
    expect(result.INPUT).toEqual([])
  })

  it('make a chain anew that was deleted', () => {
    expect(played('-F INPUT', '-F a', '-X a', '-N a', '-A a -j DROP').a).toEqual(['0 -j DROP'])
  })

  it.each([
    ['-X a', 'which has 1 rules'],
    [':a - [0:0]\n-X a', 'which 1 chains lead to'],
    ['-X INPUT', 'a chain that is not built in'],
    ['-N a', 'this chain exists'],
    ['-P a DROP', 'others have no policy'],
    ['-D INPUT -j b', 'found no rule "-j b" in chain INPUT'],
    ['-D INPUT 3', 'a rule of 1 to 2'],
    ['-I INPUT 4 -j b', 'a place of 1 to 3'],
    ['-C INPUT -j b', 'found no rule "-j b" in chain INPUT'],
    ['-E a b', 'a name that no chain has yet'],
    ['-F c', 'no chain c in table filter'],
  ])('%s is refused: %s', (line, why) => expect(() => played(line)).toThrow(why))
})
