import { describe, expect, it } from 'vitest'
import { IptablesEngine } from '../../../src/kernel/iptables/engine/iptables-engine.ts'
import { iptablesCost, nftablesCost } from '../../../src/report/trace/trace-report.ts'
import { reportOf } from '../trace-fixture.ts'

describe('what the first packet costs', () => {
  it.each([
    { mode: 'iptables' as const, backends: ['iptables-legacy', 'iptables-nft'] },
    { mode: 'ipvs' as const, backends: ['ipvs'] },
    { mode: 'nftables' as const, backends: ['nftables'] },
  ])('is predicted for $backends in $mode mode', ({ mode, backends }) => {
    const { cost } = reportOf(mode)
    expect(cost.predictions.map(({ coefficients }) => coefficients.backend)).toEqual(backends)
    for (const { addedUs } of cost.predictions) expect(addedUs).toBeGreaterThan(0)
    expect(cost.rulesVisited).toBeGreaterThan(0)
  })

  it('lies between the best and the worst order of rules', () => {
    const { rulesVisited, order } = reportOf('iptables').cost
    expect(order.least).toBeLessThanOrEqual(rulesVisited)
    expect(order.most).toBeGreaterThanOrEqual(rulesVisited)
    expect(order.mean).toBeGreaterThanOrEqual(order.least)
    expect(order.mean).toBeLessThanOrEqual(order.most)
  })

  it('is the same in every order in nftables mode', () => {
    const { rulesVisited, order } = reportOf('nftables').cost
    expect(order).toEqual({ least: rulesVisited, mean: rulesVisited, most: rulesVisited })
  })

  it('is nothing where no packet was sent', () => {
    const none = { legs: [], result: { outcome: 'error' as const } }
    expect(iptablesCost(none, new IptablesEngine({ family: 'IPv4' }), ['legacy' as never])).toEqual(
      {
        rulesVisited: 0,
        order: { least: 0, mean: 0, most: 0 },
        predictions: [],
      },
    )
    expect(nftablesCost(none).rulesVisited).toBe(0)
  })
})
