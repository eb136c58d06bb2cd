import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { runVerification } from '../../../src/server/jobs/verification-job.ts'

const path = 'tests/recordings/data/kube-proxy/exotic.jsonl.gz'

it('verifies what is a recording, skips what is none, and says how far it is', () => {
  const said: string[] = []
  const outcome = runVerification(
    {
      kind: 'verification',
      recordings: [
        { file: 'a.gz', bytes: readFileSync(path) },
        { file: 'b', bytes: Buffer.from('text') },
      ],
      show: 1,
    },
    (done) => said.push(done),
  )
  expect(outcome.passed).toBe(true)
  expect(JSON.parse(outcome.json)).toMatchObject({
    files: [{ file: 'a.gz', disagreements: [] }],
    skipped: [{ file: 'b', reason: 'no recording' }],
  })
  expect(said[0]).toBe('a.gz: 1 cases')
})
