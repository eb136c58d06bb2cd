import { describe, expect, it } from 'vitest'
import { readCoefficients } from '../../../src/simulation/cost/coefficients-file.ts'
import { measuredCoefficients } from '../../../src/simulation/cost/measured-coefficients.ts'

const legacy = {
  fixedUs: 3,
  establishedUs: 1,
  visitNs: { rules: 4, statistic: 60, recentTables: 10 },
}
const fileWith = (entry: unknown) =>
  JSON.stringify({
    kind: 'kpe-coefficients',
    version: 1,
    source: 'here',
    coefficients: { 'iptables-legacy': entry },
    points: [],
  })

describe('a coefficients file', () => {
  it('replaces what it names; the others stay as shipped', () => {
    const set = readCoefficients(fileWith(legacy), 'c.json')
    expect(set['iptables-legacy']).toEqual({
      backend: 'iptables-legacy',
      ...legacy,
      measured: true,
      source: 'here',
    })
    expect(set.nftables).toBe(measuredCoefficients.nftables)
    expect(set.ipvs.measured).toBe(false)
  })

  it.each([
    { name: 'no JSON', text: '{', want: /^c\.json: no JSON: / },
    { name: 'another file', text: '{}', want: /^c\.json: kind: / },
    {
      name: 'a negative price',
      text: fileWith({ ...legacy, visitNs: { ...legacy.visitNs, rules: -1 } }),
      want: /coefficients\.iptables-legacy\.visitNs\.rules: .*>=0/,
    },
    {
      name: 'a missing price',
      text: fileWith({ ...legacy, visitNs: { rules: 4 } }),
      want: /coefficients\.iptables-legacy\.visitNs: expected prices of rules, statistic, recentTables/,
    },
    {
      name: 'a missing fixed part',
      text: fileWith({ ...legacy, fixedUs: undefined }),
      want: /coefficients\.iptables-legacy\.fixedUs: /,
    },
    {
      name: 'an unknown kind',
      text: fileWith({ ...legacy, visitNs: { ...legacy.visitNs, magic: 1 } }),
      want: /coefficients\.iptables-legacy\.visitNs/,
    },
    {
      name: 'no number',
      text: fileWith({ ...legacy, establishedUs: 'one' }),
      want: /establishedUs: /,
    },
    {
      name: 'no backend at all',
      text: fileWith(undefined),
      want: /coefficients: expected at least one backend/,
    },
  ])('is refused: $name', ({ text, want }) => {
    expect(() => readCoefficients(text, 'c.json')).toThrowError(
      expect.objectContaining({ code: 'E_COEFFICIENTS', describe: expect.anything() }),
    )
    try {
      readCoefficients(text, 'c.json')
    } catch (error) {
      expect((error as { describe(): string }).describe()).toMatch(want)
    }
  })
})
