import { parentPort } from 'node:worker_threads'
import { invariant } from '../../base/invariant.ts'
import { Laboratory } from '../laboratory/laboratory.ts'
import type { LaboratoryAnswer, LaboratoryRequest } from '../laboratory/laboratory-request.ts'
import { type Failure, failureOf } from './worker-messages.ts'

/** A thread that holds clusters: answers one request after the other. */
export interface ClusterWorkerRequest {
  readonly id: number
  readonly request: LaboratoryRequest
}

export type ClusterWorkerReply =
  | { readonly id: number; readonly answer: LaboratoryAnswer }
  | { readonly id: number; readonly failure: Failure }

const port = parentPort
invariant(port !== null, 'this file runs as a worker')
const laboratory = new Laboratory()
port.on('message', ({ id, request }: ClusterWorkerRequest) => port.postMessage(reply(id, request)))

function reply(id: number, request: LaboratoryRequest): ClusterWorkerReply {
  try {
    return { id, answer: laboratory.answer(request) }
  } catch (error) {
    return { id, failure: failureOf(error) }
  }
}
