import { describe, expect, it } from 'vitest'
import {
  CompiledRules,
  longChainMin,
} from '../../../../src/kernel/iptables/engine/compiled-rules.ts'
import { bufferOf, createContext, engineWith, matches, run } from '../packets.ts'

function compiled(rules: string, indexed = true) {
  const engine = engineWith(rules)
  const table = engine.table('filter')
  const chain = table?.chains.get('FORWARD')
  if (table === undefined || chain === undefined) throw new Error('no chain')
  return new CompiledRules(table, chain, indexed)
}

const many = (count: number) =>
  Array.from({ length: count }, () => '-A FORWARD -p tcp -j ACCEPT').join('\n')

describe('the rules of a chain, laid out', () => {
  it('have neither words nor index while they are few', () => {
    expect(compiled(many(longChainMin - 1))).toMatchObject({ words: undefined, index: undefined })
    expect(compiled(many(longChainMin)).index).toBeDefined()
    expect(compiled(many(longChainMin), false).index).toBeUndefined()
  })

  it.each([
    ['-s 203.0.113.0/24', true],
    ['! -s 203.0.113.5', false],
    ['-d 10.96.0.11', false],
    ['-p udp', false],
    ['! -p udp', true],
    ['-i eth0', true],
    ['! -i et+', false],
    ['-o eth0', false],
    ['-f', false],
    ['! -f', true],
  ])('ask of the header %s: %s', (options, want) => expect(matches(options)).toBe(want))

  it('ask what is local only if all else matches', () => {
    const asked: string[] = []
    const context = createContext({
      addressTypes: (address) => {
        asked.push(address)
        return 'LOCAL'
      },
    })
    const engine = engineWith(
      '-A FORWARD -p tcp -m addrtype --dst-type LOCAL -m tcp --dport 443 -j DROP',
    )
    run(engine, 'filter', 'forward', bufferOf(), context)
    expect(asked).toEqual([])
  })

  it('know which of them ask chance and nothing else', () => {
    const rules = [
      '-A FORWARD -m comment --comment x -m statistic --mode random --probability 0.5 -j a',
      '-A FORWARD -m statistic --mode random ! --probability 0.5 -j a',
      '-A FORWARD -p tcp -m statistic --mode random --probability 0.5 -j a',
      '-A FORWARD -m statistic --mode random --probability 1 -j a',
      '-A FORWARD -m conntrack --ctstate NEW -m statistic --mode random --probability 0.5 -j a',
      '-A a -j RETURN',
    ]
    const chances = compiled(rules.join('\n')).rules.map(({ chance }) => chance)
    expect(chances).toEqual([2 ** 30, -1, -1, -1, -1])
  })
})
