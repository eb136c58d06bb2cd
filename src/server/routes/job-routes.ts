import { z } from 'zod'
import { UserError } from '../../base/user-error.ts'
import { proxyModes } from '../../proxy/configuration.ts'
import { readManifestsBody } from '../body/manifests-body.ts'
import type { ClusterText } from '../jobs/job-request.ts'
import {
  afterQuery,
  clusterParams,
  listSchema,
  modesOf,
  namespaceSchema,
  openObject,
  pageSchema,
  problems,
  seedSchema,
} from '../schemas/common-schemas.ts'
import { benchBody, jobParams, jobSchema } from '../schemas/job-schemas.ts'
import { type Api, listedPage, type Services, sendJson, sendText } from './api.ts'

const mapText = z.string().min(3).max(512)

/** Work that takes longer than a request should: it is asked for, watched, and fetched. */
export function jobRoutes(app: Api, services: Services): void {
  startRoutes(app, services)
  const { jobs } = services
  app.get(
    '/v1/jobs',
    {
      schema: {
        operationId: 'listJobs',
        summary: 'The jobs, oldest first.',
        tags: ['jobs'],
        querystring: pageSchema,
        response: { 200: listSchema(jobSchema), ...problems },
      },
    },
    async (request) => listedPage(jobs.list(), request.query, (one) => one),
  )

  app.get(
    '/v1/jobs/:job',
    {
      schema: {
        operationId: 'getJob',
        summary: 'How far a job is.',
        tags: ['jobs'],
        params: jobParams,
        querystring: z.object({
          wait: z.coerce.number().min(0).max(60).default(0).describe('Seconds, for its end.'),
        }),
        response: { 200: jobSchema, ...problems },
      },
    },
    async (request) => jobs.wait(request.params.job, request.query.wait * 1_000),
  )

  app.get(
    '/v1/jobs/:job/results',
    {
      schema: {
        operationId: 'getJobResults',
        summary: 'What came of a job, once it is finished.',
        tags: ['jobs'],
        produces: ['application/json', 'text/plain', 'text/csv'],
        params: jobParams,
        querystring: z.object({ output: z.enum(['json', 'table', 'csv']).default('json') }),
        response: { 200: openObject, ...problems },
      },
    },
    async (request, reply) => {
      const { json, table, csv } = jobs.outcomeOf(request.params.job)
      if (request.query.output === 'json') return sendJson(reply, json)
      if (request.query.output === 'table' || csv === undefined) return sendText(reply, table)
      return sendText(reply, csv, 'text/csv')
    },
  )

  app.delete(
    '/v1/jobs/:job',
    {
      schema: {
        operationId: 'deleteJob',
        summary: 'End a job if it is not over, and forget it.',
        tags: ['jobs'],
        params: jobParams,
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      jobs.delete(request.params.job)
      return reply.code(204).send(null)
    },
  )
}

function startRoutes(app: Api, { jobs, catalog, settings }: Services): void {
  const { manifestBytes } = settings.limits
  const withRecording = { bodyLimit: manifestBytes, config: { body: 'bytes' as const } }
  const clusterText = async (name: string): Promise<ClusterText> => {
    const { text } = await catalog.ask(name, { kind: 'manifest', output: 'json' })
    const { configuration } = catalog.get(name).settings
    const manifest = { file: name, text }
    return configuration === undefined ? { manifest } : { manifest, configuration }
  }

  app.post(
    '/v1/jobs/verifications',
    {
      ...withRecording,
      schema: {
        operationId: 'startVerification',
        summary: 'Hold recordings of the real kube-proxy and kernel against the emulator.',
        tags: ['jobs'],
        querystring: z.object({ show: z.coerce.number().int().min(0).max(1_000).default(3) }),
        body: z.unknown().describe('A form with recordings, or one; also compressed with gzip.'),
        response: { 202: jobSchema, ...problems },
      },
    },
    async (request, reply) => {
      const { manifests } = await readManifestsBody(request, manifestBytes, 'a recording')
      const { show } = request.query
      const bytes = manifests.reduce((sum, one) => sum + one.bytes.length, 0)
      const record = jobs.start({ kind: 'verification', recordings: manifests, show }, bytes)
      return reply.code(202).header('location', `/v1/jobs/${record.job}`).send(record)
    },
  )

  app.post(
    '/v1/clusters/:cluster/flow-replays',
    {
      ...withRecording,
      schema: {
        operationId: 'startFlowReplay',
        summary: "Play a recording's flows (pcap, CSV, NDJSON, conntrack) through the cluster.",
        tags: ['jobs'],
        params: clusterParams,
        querystring: z.object({
          modes: afterQuery.describe('Default: all three.'),
          map: z
            .union([mapText, z.array(mapText).max(1_000)])
            .optional()
            .describe('OLD=NEW: what an address of the recording means here; repeatable.'),
          skipBad: z.enum(['true', 'false']).default('false'),
          namespace: namespaceSchema,
          seed: seedSchema.default(1),
        }),
        body: z.unknown().describe('The recording, or a form with it; also compressed with gzip.'),
        response: { 202: jobSchema, ...problems },
      },
    },
    async (request, reply) => {
      const { cluster } = request.params
      const { modes, map, skipBad, namespace, seed } = request.query
      const { manifests } = await readManifestsBody(request, manifestBytes, 'a recording')
      const [recording, second] = manifests
      if (recording === undefined || second !== undefined)
        throw new UserError('E_BODY', `${manifests.length} recordings, expected one`)
      const text = await clusterText(cluster)
      const record = jobs.start(
        {
          kind: 'flow-replay',
          recording,
          cluster: text,
          modes: modes === undefined ? proxyModes : modesOf(modes),
          map: map === undefined ? [] : [map].flat(),
          skipBad: skipBad === 'true',
          namespace,
          seed,
        },
        recording.bytes.length + text.manifest.text.length,
      )
      return reply.code(202).header('location', `/v1/jobs/${record.job}`).send(record)
    },
  )

  app.post(
    '/v1/jobs/benches',
    {
      config: { body: 'json' },
      schema: {
        operationId: 'startBench',
        summary: 'What the modes cost on a real kernel, side by side.',
        tags: ['jobs'],
        body: benchBody,
        response: { 202: jobSchema, ...problems },
      },
    },
    async (request, reply) => {
      const { cluster, ...settings } = request.body
      const text = cluster === undefined ? undefined : await clusterText(cluster)
      const record = jobs.start(
        { kind: 'bench', ...settings, ...(text === undefined ? {} : { cluster: text }) },
        text?.manifest.text.length ?? 0,
      )
      return reply.code(202).header('location', `/v1/jobs/${record.job}`).send(record)
    },
  )
}
