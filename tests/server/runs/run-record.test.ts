import { expect, it } from 'vitest'
import { UserError } from '../../../src/base/user-error.ts'
import { isOver, keptRun, newRun, runProblemOf } from '../../../src/server/runs/run-record.ts'
import { smallRequest } from '../small-scenario.ts'

it('a new run waits, and has its request; one that is kept has none', () => {
  const known = newRun('run-3', { ...smallRequest, seed: 7 }, 5)
  expect(known.record).toMatchObject({ run: 'run-3', scenario: 'small', seed: 7 })
  expect([isOver(known.record), known.request?.seed, known.sinceMs]).toEqual([false, 7, 5])
  expect(keptRun(known.record, []).request).toBeUndefined()
})

it.each([
  { error: new UserError('E_LIMIT', 'too long'), code: 'E_LIMIT', detail: 'too long [E_LIMIT]' },
  {
    error: Object.assign(new Error('x'), { code: 'ERR_WORKER_OUT_OF_MEMORY' }),
    code: 'E_LIMIT',
    detail: 'the run needed more memory than its thread has',
  },
  { error: new Error('secret'), code: 'E_BUG', detail: 'the run ended by a mistake of ours' },
])('an error is told as $code: $detail', ({ error, code, detail }) => {
  expect(runProblemOf(error)).toEqual({ code, detail })
})
