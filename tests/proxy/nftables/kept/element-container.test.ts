import { describe, expect, it } from 'vitest'
import { ElementContainer } from '../../../../src/proxy/nftables/kept/element-container.ts'
import type { ElementClaim } from '../../../../src/proxy/nftables/ports/port-steps.ts'
import type { NftablesOperation } from '../../../../src/proxy/nftables/transaction.ts'
import { linesOf } from '../nftables-node.ts'

function setup() {
  const container = new ElementContainer('map', 'm')
  const claim = (portKey: string, key: string, value: string): ElementClaim => {
    const made = { kind: 'element' as const, container, portKey, key, value, comment: undefined }
    container.claim(made)
    return made
  }
  const written = (...claims: ElementClaim[]): string[] => {
    const operations: NftablesOperation[] = []
    for (const one of claims) container.ensure(one, operations)
    container.deleteLeftOver(operations)
    return linesOf(operations)
  }
  return { container, claim, written }
}

describe('ElementContainer', () => {
  it('writes an element once', () => {
    const { claim, written } = setup()
    const one = claim('a', 'k', 'goto x')
    expect(written(one)).toEqual(['add element m { k : goto x }'])
    expect(written(one)).toEqual([])
  })

  it('deletes before it adds another verdict', () => {
    const { container, claim, written } = setup()
    const before = claim('a', 'k', 'goto x')
    written(before)
    container.release(before)
    expect(written(claim('a', 'k', 'drop'))).toEqual([
      'delete element m { k }',
      'add element m { k : drop }',
    ])
  })

  it('deletes what nobody asks for, by key', () => {
    const { container, claim, written } = setup()
    const claims = [claim('a', 'k2', 'x'), claim('a', 'k1', 'x'), claim('b', 'k1', 'x')]
    written(...claims)
    for (const one of claims.slice(0, 2)) container.release(one)
    expect(written()).toEqual(['delete element m { k2 }'])
    for (const one of claims.slice(2)) container.release(one)
    expect(written()).toEqual(['delete element m { k1 }'])
    expect(written()).toEqual([])
  })

  it('knows who must be looked at again: those who want one key with different verdicts', () => {
    const { container, claim, written } = setup()
    const [a, b] = [claim('a', 'k', 'x'), claim('b', 'k', 'y')]
    claim('c', 'other', 'x')
    expect([...container.contestants()]).toEqual(['a', 'b'])
    expect(written(a, b)).toHaveLength(3)
    // At each sync anew, as kube-proxy does.
    expect(written(a, b)).toHaveLength(4)
    container.release(b)
    expect([...container.contestants()]).toEqual([])
    expect(written(a)).toEqual(['delete element m { k }', 'add element m { k : x }'])
  })

  it('goes back to what the kernel had after a refusal', () => {
    const { container, claim, written } = setup()
    const old = claim('a', 'old', 'x')
    const kept = claim('a', 'kept', 'x')
    written(old, kept)
    container.keep()
    container.release(old)
    container.release(kept)
    const other = claim('a', 'kept', 'y')
    const added = claim('a', 'new', 'x')
    const lines = written(other, added)
    expect(lines).toHaveLength(4)
    container.takeBack()
    expect(written(other, added)).toEqual(lines)
  })

  it('forgets what the kernel never had', () => {
    const { container, claim, written } = setup()
    container.release(claim('a', 'k', 'x'))
    expect(written()).toEqual([])
  })
})
