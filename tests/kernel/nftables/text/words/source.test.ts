import { describe, expect, it } from 'vitest'
import { NftError, Source } from '../../../../../src/kernel/nftables/text/words/source.ts'

describe('a source of nft text', () => {
  const source = new Source('rules.nft', 'one\ntwo\n\nfour')

  it.each([
    [0, 1, 1],
    [3, 1, 4],
    [4, 2, 1],
    [8, 3, 1],
    [9, 4, 1],
    [13, 4, 5],
  ])('has offset %i in line %i, column %i', (offset, line, column) => {
    expect(source.position(offset)).toEqual({ file: 'rules.nft', line, column })
  })

  it.each([
    ['syntax', 'syntax error', 'rules.nft:2:1: syntax error [E_NFT]'],
    ['evaluation', 'no such type', 'rules.nft:2:1: no such type [E_NFT]'],
    ['kernel', 'File exists', 'rules.nft:2:1: Could not process rule: File exists [E_NFT]'],
  ] as const)('words a refusal of the %s phase as nft does', (phase, reason, description) => {
    expect(new NftError(phase, reason, source, 4).describe()).toBe(description)
  })
})
