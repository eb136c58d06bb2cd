import { describe, expect, it } from 'vitest'
import { calibrationCases, defaultSizes } from '../../../src/cli/calibrate/calibration-cases.ts'

const sizes = { services: [7], endpoints: [4], affinityEndpoints: [2], otherRecentTables: [5] }
const rulesOf = (text: string | undefined, chain: string) =>
  (text ?? '')
    .split('\n')
    .filter((line) => line.startsWith(`-A ${chain} `) && line.includes(' -d '))

describe('the rule sets of a calibration', () => {
  it('have so many Services, the targets first, in the middle and last', () => {
    const [many] = calibrationCases('iptables-legacy', sizes)
    const rules = rulesOf(many?.texts[0], 'KUBE-SERVICES')
    expect(rules).toHaveLength(7)
    const placeOf = (name: string) => {
      const address = many?.targets.find((target) => target.name === name)?.address
      return rules.findIndex(
        (rule) => rule.includes(`-d ${address}/32 `) || rule.includes(`-d ${address} `),
      )
    }
    expect(['first', 'middle', 'last'].map(placeOf)).toEqual([0, 3, 6])
    expect(new Set(rules.map((rule) => / -d (\S+)/.exec(rule)?.[1])).size).toBe(7)
  })

  it('leave nothing to chance', () => {
    const [, endpoints] = calibrationCases('iptables-nft', sizes)
    expect(endpoints?.texts[0]?.match(/--probability 0\.0000000001/g)).toHaveLength(3)
    const [, map] = calibrationCases('nftables', sizes)
    expect(map?.texts[0]).toContain('numgen random mod 1 offset 3 map')
  })

  it('have other recent tables before those of the Service', () => {
    const beside = calibrationCases('iptables-legacy', sizes).at(-1)
    expect(beside?.texts).toHaveLength(2)
    expect(beside?.texts[0]?.match(/--rcheck/g)).toHaveLength(5)
  })

  it('of nftables have no recent tables, and elements in place of rules', () => {
    const cases = calibrationCases('nftables', sizes)
    expect(cases.map(({ name }) => name)).toEqual([
      '7 Services',
      '4 endpoints',
      '2 endpoints with affinity',
    ])
    expect(cases[0]?.texts[0]?.match(/^add element ip kube-proxy service-ips /gm)).toHaveLength(7)
  })

  it('by default: every third lies between others, so that holding it back leaves its kind', () => {
    for (const list of Object.values(defaultSizes))
      for (const [index, size] of list.entries())
        if (index % 3 === 2) expect(Math.max(...list)).toBeGreaterThan(size)
  })
})
