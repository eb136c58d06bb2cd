import { describe, expect, it } from 'vitest'
import { fullLoadMs, partialLoadMs, sizeOfSync } from '../../../src/simulation/cost/load-time.ts'
import recorded from './data/recorded-2026-11-20.json' with { type: 'json' }

/** The recording's rule sets: two endpoints a Service on average, a chain for each; one map a Service. */
const shapeOf = ({
  services,
  lines,
  bytes,
}: {
  services: number
  lines: number
  bytes: number
}) => ({
  lines,
  bytes,
  chains: 3 * services,
  maps: services,
  calls: 0,
})
const backendOf = (name: string) => name as 'iptables-legacy' | 'iptables-nft' | 'nftables'

describe('loading rules', () => {
  it.each(recorded.rows.filter((row) => row.services >= 100 && !('loadedInPieces' in row)))(
    '$backend, $services Services: $firstLoadMs ms, within a factor of 1.6',
    (row) => {
      const ratio = fullLoadMs(backendOf(row.backend), shapeOf(row)) / row.firstLoadMs
      expect(ratio).toBeGreaterThan(1 / 1.6)
      expect(ratio).toBeLessThan(1.6)
    },
  )

  it.each(recorded.rows.filter((row) => row.services >= 1_000))(
    '$backend, $services Services: a change, within a fifth',
    (row) => {
      const full = shapeOf(row)
      const partial = { ...full, lines: row.services + 40 }
      const measured = row.backend === 'nftables' ? row.addOneMs : row.partialSyncMs
      const ratio = partialLoadMs(backendOf(row.backend), full, partial) / (measured ?? 0)
      expect(Math.abs(ratio - 1)).toBeLessThan(0.2)
    },
  )

  it('goes by what a sync holds', () => {
    expect(
      sizeOfSync({
        ensure: ['-t nat -N A'],
        text: '*nat\n:A - [0:0]\n:B - [0:0]\nadd rule numgen random\nCOMMIT\n',
        calls: 3,
      }),
    ).toEqual({ lines: 6, bytes: 69, chains: 2, maps: 1, calls: 3 })
  })
})
