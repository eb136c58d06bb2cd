import { describe, expect, it } from 'vitest'
import { hashText, nameSuffix, uidOf } from '../../../src/kubernetes/cluster/hashed-names.ts'

describe('names made of hashes', () => {
  it('are the same every time, and look like those of Kubernetes', () => {
    expect(nameSuffix('a')).toBe(nameSuffix('a'))
    expect(nameSuffix('a', 9)).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{9}$/)
    expect(uidOf('Pod', 'a', 'b')).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/,
    )
  })

  it('spread evenly and do not meet', () => {
    const count = 100_000
    const buckets = new Array<number>(16).fill(0)
    const seen = new Set<number>()
    for (let index = 0; index < count; index += 1) {
      const hash = hashText(`shop/web-${index}`)
      seen.add(hash)
      const bucket = hash % 16
      buckets[bucket] = (buckets[bucket] ?? 0) + 1
    }
    expect(seen.size).toBe(count)
    const expected = count / 16
    const chiSquare = buckets.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0)
    // 15 degrees of freedom, p = 0.001.
    expect(chiSquare).toBeLessThan(37.7)
  })
})
