import { afterEach, describe, expect, it } from 'vitest'
import { isOver, JobCatalog } from '../../../src/server/jobs/job-catalog.ts'
import type { JobRequest } from '../../../src/server/jobs/job-request.ts'
import { TaskPool } from '../../../src/server/workers/task-pool.ts'

const limits = { jobsKept: 2, jobsQueued: 2, jobBytesHeld: 100, jobMs: 60_000 }
const request: JobRequest = { kind: 'verification', recordings: [], show: 0 }
const pools: TaskPool[] = []
const catalogOf = (more: Partial<typeof limits> = {}) => {
  const pool = new TaskPool({
    file: 'task-worker',
    threads: 1,
    queueMax: 2,
    memoryMegabytesMax: 512,
  })
  pools.push(pool)
  return new JobCatalog(pool, { ...limits, ...more })
}
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.close()
})

describe('jobs', () => {
  it('are queued, done, and forgotten where others need room', async () => {
    const jobs = catalogOf()
    for (const job of ['job-1', 'job-2', 'job-3']) {
      expect(jobs.start(request, 1)).toMatchObject({ job, status: 'queued' })
      expect(isOver(await jobs.wait(job, 30_000))).toBe(true)
    }
    expect(jobs.list().map(({ job }) => job)).toEqual(['job-2', 'job-3'])
    expect(jobs.outcomeOf('job-3').passed).toBe(true)
    expect(() => jobs.get('job-1')).toThrow('no job "job-1"')
  })

  it('beyond what may wait, and beyond the bytes that are held, are refused', () => {
    const jobs = catalogOf()
    jobs.start(request, 90)
    expect(() => jobs.start(request, 20)).toThrow('at most 100 are held')
    jobs.start(request, 10)
    expect(() => jobs.start(request, 0)).toThrow('2 jobs wait or are done already')
    expect(() => jobs.outcomeOf('job-1')).toThrow('job-1 is not finished (queued)')
    jobs.close()
  })

  it('that take too long fail, and say so', async () => {
    const jobs = catalogOf({ jobMs: 1 })
    jobs.start(request, 0)
    expect(await jobs.wait('job-1', 30_000)).toMatchObject({
      status: 'failed',
      problem: { code: 'E_LIMIT' },
    })
  })
})
