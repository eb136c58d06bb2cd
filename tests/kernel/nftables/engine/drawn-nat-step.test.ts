import { describe, expect, it } from 'vitest'
import { enumerateBranches } from '../../../../src/base/enumerated-chance.ts'
import { createContext } from '../../iptables/packets.ts'
import { engineWith, run } from './rules.ts'

describe('a translation to an endpoint drawn', () => {
  it('leads to each endpoint as often', () => {
    const rule =
      'meta l4proto tcp dnat ip to numgen random mod 2 map { 0 : 10.0.0.5 . 80, 1 : 10.0.0.6 . 81 }'
    const engine = engineWith(rule, '', 'nat hook prerouting priority -100')
    const { branches } = enumerateBranches((chance) => {
      const context = createContext({ chance })
      run(engine, {}, context)
      const range = context.bindings[0]?.range
      return [range?.addressMin, range?.portMax]
    })
    expect(branches.map((it) => [it.result, it.probability])).toEqual([
      [[0x0a000005, 80], 0.5],
      [[0x0a000006, 81], 0.5],
    ])
  })
})
