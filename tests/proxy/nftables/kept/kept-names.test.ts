import { describe, expect, it } from 'vitest'
import { KeptNames } from '../../../../src/proxy/nftables/kept/kept-names.ts'

describe('KeptNames', () => {
  it('finds nothing unused that was never in the kernel', () => {
    const names = new KeptNames()
    names.want('a')
    names.release('a')
    expect(names.unused()).toEqual([])
  })

  it('finds what is in the kernel and asked for no longer, by name', () => {
    const names = new KeptNames()
    for (const name of ['b', 'a', 'c']) {
      names.want(name)
      names.added(name)
    }
    names.release('b')
    names.release('a')
    expect(names.unused()).toEqual(['a', 'b'])
    names.want('b')
    expect(names.unused()).toEqual(['a'])
    names.deleted('a')
    expect(names.unused()).toEqual([])
  })

  it('keeps what two ask for until both let go', () => {
    const names = new KeptNames()
    names.want('a')
    names.want('a')
    names.added('a')
    names.release('a')
    expect(names.unused()).toEqual([])
    names.release('a')
    expect(names.unused()).toEqual(['a'])
  })

  it('finds unused what was added though nobody asks for it', () => {
    const names = new KeptNames()
    names.added('a')
    expect(names.unused()).toEqual(['a'])
  })
})
