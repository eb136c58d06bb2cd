import { describe, expect, it } from 'vitest'
import { benchBody, jobParams } from '../../../src/server/schemas/job-schemas.ts'

describe('what a bench is asked with', () => {
  it.each([
    { body: {}, ok: true },
    { body: { services: [50_000], endpoints: 10 }, ok: true },
    { body: { services: [50_000], endpoints: 11 }, ok: false },
    { body: { services: [] }, ok: false },
    { body: { positions: ['nowhere'] }, ok: false },
    { body: { more: 1 }, ok: false },
  ])('$body: $ok', ({ body, ok }) => {
    expect(benchBody.safeParse(body).success).toBe(ok)
  })
})

it.each(['job-', 'run-1', 'job-1/../x'])('%s is no job', (job) => {
  expect(jobParams.safeParse({ job }).success).toBe(false)
})
