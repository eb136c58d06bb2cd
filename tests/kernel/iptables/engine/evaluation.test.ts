import { describe, expect, it } from 'vitest'
import { EngineEvaluation } from '../../../../src/kernel/iptables/engine/evaluation.ts'
import { RecentTables } from '../../../../src/kernel/iptables/matches/state/recent-tables.ts'

describe('the evaluation of an engine', () => {
  it('holds what rules may look into', () => {
    const recent = new RecentTables()
    const evaluation = new EngineEvaluation('IPv6', recent, undefined, undefined)
    expect(evaluation).toMatchObject({ family: 'IPv6', recent, sets: undefined, ipvs: undefined })
  })
})
