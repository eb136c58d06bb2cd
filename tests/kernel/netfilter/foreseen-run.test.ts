import { expect, it } from 'vitest'
import { countForeseen, joinForeseen } from '../../../src/kernel/netfilter/foreseen-run.ts'
import { accept } from '../../../src/kernel/netfilter/hook.ts'
import { createVisits } from '../../../src/kernel/netfilter/visits.ts'

const runOf = (packets: number, rules: number) => ({
  verdict: accept,
  counters: [{ packets, bytes: packets * 60 }],
  rules,
  nftRules: 1,
  chainJumps: 2,
  setLookups: 3,
  actions: [],
})

it('counts for all functions that it stands for', () => {
  const run = joinForeseen([runOf(1, 3), runOf(5, 4)], accept)
  const visits = createVisits()
  countForeseen(run, 100, visits)
  expect(run.counters).toEqual([
    { packets: 2, bytes: 160 },
    { packets: 6, bytes: 400 },
  ])
  expect(visits).toEqual({ ...createVisits(), rules: 7, nftRules: 2, chainJumps: 4, setLookups: 6 })
})
