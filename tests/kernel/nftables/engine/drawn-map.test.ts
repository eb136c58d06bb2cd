import { describe, expect, it } from 'vitest'
import { enumerateBranches } from '../../../../src/base/enumerated-chance.ts'
import { createContext } from '../../iptables/packets.ts'
import { engineWith, run } from './rules.ts'

describe('a verdict map over a number drawn', () => {
  it('takes each element as often, and none where the map has none', () => {
    const engine = engineWith('numgen random mod 4 vmap { 0 : drop, 1 : drop, 2 : accept }\nreject')
    const { branches } = enumerateBranches(
      (chance) => run(engine, {}, createContext({ chance })).kind,
    )
    const share = (kind: string) =>
      branches.filter((it) => it.result === kind).reduce((sum, it) => sum + it.probability, 0)
    expect(['drop', 'accept', 'reject'].map(share)).toEqual([0.5, 0.25, 0.25])
  })
})
