import type { MessagePort } from 'node:worker_threads'
import { assertNever } from '../../base/invariant.ts'
import type { DumpTask } from '../jobs/dump-tasks.ts'
import type { JobOutcome, JobRequest, OnProgress } from '../jobs/job-request.ts'
import { failureOf, type TaskResult } from './worker-messages.ts'

export interface JobTask {
  readonly request: JobRequest
  /** Words of progress go by it. */
  readonly port: MessagePort
}

/** Does a job in a thread of the pool; each kind loads its own code. */
export async function runJob({ request, port }: JobTask): Promise<TaskResult<JobOutcome>> {
  try {
    return { value: await outcomeOf(request, (done) => port.postMessage(done)) }
  } catch (error) {
    return { failure: failureOf(error) }
  } finally {
    port.close()
  }
}

export async function askDumps(task: DumpTask): Promise<TaskResult<string>> {
  try {
    const { runDumpTask } = await import('../jobs/dump-tasks.ts')
    return { value: runDumpTask(task) }
  } catch (error) {
    return { failure: failureOf(error) }
  }
}

async function outcomeOf(request: JobRequest, onProgress: OnProgress): Promise<JobOutcome> {
  switch (request.kind) {
    case 'verification':
      return (await import('../jobs/verification-job.ts')).runVerification(request, onProgress)
    case 'flow-replay':
      return (await import('../jobs/flow-replay-job.ts')).runFlowReplay(request, onProgress)
    case 'bench':
      return (await import('../jobs/bench-job.ts')).runBench(request, onProgress)
    default:
      return assertNever(request)
  }
}
