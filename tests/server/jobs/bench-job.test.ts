import { expect, it } from 'vitest'
import { runBench } from '../../../src/server/jobs/bench-job.ts'

it('benches the modes at the sizes asked for, smallest first', () => {
  const said: string[] = []
  const outcome = runBench(
    {
      kind: 'bench',
      services: [6, 3],
      endpoints: 2,
      affinity: false,
      positions: ['random'],
      rate: 1_000,
      keepalive: 1,
      connections: 20,
      seed: 1,
    },
    (done) => said.push(done),
  )
  expect(said[0]).toBe('3 Services, iptables')
  expect(said).toHaveLength(6)
  expect(outcome.table).toContain('A NEW CONNECTION')
  expect(outcome.csv?.split('\n')).toHaveLength(1 + 2 * 4 + 1)
})
