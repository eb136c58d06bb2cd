import { describe, expect, it } from 'vitest'
import { enumerateBranches } from '../../../../src/base/enumerated-chance.ts'
import { createContext, matches } from '../packets.ts'

describe('what the emulator does not know', () => {
  it('goes both ways when every possibility is tried', () => {
    const { branches } = enumerateBranches((chance) =>
      matches('-m u32 --u32 0x0=0x1', {}, createContext({ chance })),
    )
    expect(branches.map(({ result }) => result)).toEqual([false, true])
    expect(branches[0]?.decisions[0]?.question).toContain('-m u32')
  })
})
