import { describe, expect, it } from 'vitest'
import { calibrationCases } from '../../../src/cli/calibrate/calibration-cases.ts'
import { measureCase } from '../../../src/cli/calibrate/measurement.ts'

const sizes = { services: [10], endpoints: [], affinityEndpoints: [], otherRecentTables: [] }
const [one] = calibrationCases('iptables-legacy', sizes)
const ways = { loader: ['iptables-legacy-restore', '--noflush'], program: ['kpe'] } as const

/** A machine whose path takes 5 µs, and 1 µs more for each target in turn. */
function bedThat(follows: number, status = 0) {
  const done: string[] = []
  return {
    done,
    bed: {
      make: async () => void done.push('make'),
      load: async (argv: readonly string[]) => void done.push(`load ${argv[0]}`),
      run: async (place: string, argv: readonly string[]) => {
        done.push(`run ${argv.slice(0, 2).join(' ')} in ${place}`)
        const { targets } = JSON.parse(argv[2] ?? '') as { targets: unknown[] }
        const times = targets.map((_, index) => [5 + index, 5 + index, 5 + index, 90])
        return { status, stdout: JSON.stringify({ first: times, later: times }), stderr: 'why\n' }
      },
      connectionCount: async () => follows,
    },
  }
}

describe('one case on a kernel', () => {
  it('is timed over the path without rules, with what it visits', async () => {
    const { bed, done } = bedThat(4 * 1_000)
    const measured = await measureCase(bed, 'iptables-legacy', one as never, ways)
    expect(done).toEqual(['make', 'load iptables-legacy-restore', 'run kpe probe in client'])
    expect(
      measured.map(({ target, firstUs, laterUs, pathUs }) => [target, firstUs, laterUs, pathUs]),
    ).toEqual([
      ['first', 1, 1, 5],
      ['middle', 2, 2, 5],
      ['last', 3, 3, 5],
      ['no Service', 4, 4, 5],
    ])
    expect(measured[2]?.visits.rules).toBeGreaterThan(measured[0]?.visits.rules ?? 0)
  })

  it('is worth nothing where the kernel did not follow every flow', async () => {
    await expect(
      measureCase(bedThat(3_999).bed, 'iptables-legacy', one as never, ways),
    ).rejects.toMatchObject({ code: 'E_CALIBRATION', message: expect.stringContaining('3999') })
  })

  it('says so where the sender failed', async () => {
    await expect(
      measureCase(bedThat(0, 1).bed, 'iptables-legacy', one as never, ways),
    ).rejects.toThrow('the sender failed: why')
  })
})
