import { describe, expect, it } from 'vitest'
import {
  formatBenchCsv,
  formatBenchJson,
  formatBenchTable,
} from '../../../src/report/bench/bench-text.ts'
import { madeResult } from './made-rows.ts'

describe('what kpe bench prints', () => {
  it('as tables: traffic, crossovers, programming, where prices come from', () => {
    const text = formatBenchTable(madeResult)
    expect(text).toMatch(
      / 1,000 {2}iptables-legacy +66 +116 +5\.00 µs +3\.40 µs +1\.00 µs +0\.11 cores/,
    )
    expect(text).toMatch(/ 100 {2}ipvs \(estimate\)/)
    expect(text).toContain(
      'A new connection costs more with iptables-legacy than with nftables from about 550 Services on.',
    )
    expect(text).toMatch(/than with ipvs \(an estimate\) at every size here/)
    expect(text).toMatch(/ 10,000 {2}iptables-legacy +1,723 +2,351 +0\.25 +0 +8\.0 ms +3\.0 s/)
    expect(text).toContain('2.88 µs + 66 rules × 2.35 ns')
    expect(text).toContain('seed 7')
    expect(text).toContain('Prices of all: a test.')
  })

  it('as CSV: a line for each row, with numbers that other programs read', () => {
    const lines = formatBenchCsv(madeResult).trimEnd().split('\n')
    expect(lines).toHaveLength(1 + 9)
    expect(lines[0]).toMatch(/^services,endpoints,backend,position,measured,rulesP50,/)
    expect(lines[1]).toMatch(/^100,5,iptables-legacy,random,true,66,116,3,/)
  })

  it('as JSON: all of it, with the crossovers', () => {
    const data = JSON.parse(formatBenchJson(madeResult))
    expect(data.rows).toHaveLength(9)
    expect(data.crossovers[0].crossovers[0]).toMatchObject({
      dearer: 'iptables-legacy',
      services: 550,
    })
  })
})
