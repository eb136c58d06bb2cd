import { z } from 'zod'
import { readManifestsBody } from '../body/manifests-body.ts'
import type { ClusterSettings } from '../laboratory/laboratory-request.ts'
import {
  changeSchema,
  clusterQuery,
  clusterRowSchema,
  clusterSchema,
  timeSchema,
} from '../schemas/cluster-schemas.ts'
import { clusterParams, listSchema, pageSchema, problems } from '../schemas/common-schemas.ts'
import { type Api, listedPage, type Services, sendJson } from './api.ts'

/** What bodies with manifests may come as. */
export const manifestTypes = [
  'application/yaml',
  'application/json',
  'text/plain',
  'multipart/form-data',
]

const manifestsBody = z
  .unknown()
  .describe('Manifests: YAML or JSON, many documents, lists; or a form with files (curl -F).')

export function clusterRoutes(app: Api, { catalog, settings }: Services): void {
  const { manifestBytes } = settings.limits
  const withManifests = { bodyLimit: manifestBytes, config: { body: 'text' as const } }

  app.post(
    '/v1/clusters',
    {
      ...withManifests,
      schema: {
        operationId: 'createCluster',
        summary: 'Make a cluster of manifests.',
        tags: ['clusters'],
        consumes: manifestTypes,
        querystring: clusterQuery,
        body: manifestsBody,
        response: { 201: clusterSchema, ...problems },
      },
    },
    async (request, reply) => {
      const { manifests, configuration } = await readManifestsBody(request, manifestBytes)
      const { mode, nodes } = request.query
      const cluster: ClusterSettings = {
        mode,
        ...(nodes === undefined ? {} : { nodeCount: nodes }),
        ...(configuration === undefined ? {} : { configuration }),
      }
      const name = request.query.name ?? freeName(catalog.names())
      const { text } = await catalog.make(name, cluster, { kind: 'apply', manifests })
      reply.header('location', `/v1/clusters/${name}`)
      return sendJson(reply, text, 201)
    },
  )

  app.get(
    '/v1/clusters',
    {
      schema: {
        operationId: 'listClusters',
        summary: 'The clusters, by name.',
        tags: ['clusters'],
        querystring: pageSchema,
        response: { 200: listSchema(clusterRowSchema), ...problems },
      },
    },
    async (request) =>
      listedPage(catalog.names(), request.query, (name) => ({
        name,
        mode: catalog.get(name).settings.mode,
      })),
  )

  app.get(
    '/v1/clusters/:cluster',
    {
      schema: {
        operationId: 'getCluster',
        summary: 'What a cluster holds, counted.',
        tags: ['clusters'],
        params: clusterParams,
        response: { 200: clusterSchema, ...problems },
      },
    },
    async (request, reply) => {
      const { text } = await catalog.ask(request.params.cluster, { kind: 'summary' })
      return sendJson(reply, text)
    },
  )

  app.delete(
    '/v1/clusters/:cluster',
    {
      schema: {
        operationId: 'deleteCluster',
        summary: 'Forget a cluster.',
        tags: ['clusters'],
        params: clusterParams,
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      await catalog.delete(request.params.cluster)
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/v1/clusters/:cluster/changes',
    {
      ...withManifests,
      schema: {
        operationId: 'applyObjects',
        summary: 'Apply objects, as kubectl apply does; answers what that altered.',
        tags: ['clusters'],
        consumes: manifestTypes,
        params: clusterParams,
        body: manifestsBody,
        response: { 200: changeSchema, ...problems },
      },
    },
    async (request, reply) => {
      const { manifests } = await readManifestsBody(request, manifestBytes)
      const { text } = await catalog.change(request.params.cluster, { kind: 'apply', manifests })
      return sendJson(reply, text)
    },
  )

  app.post(
    '/v1/clusters/:cluster/time',
    {
      config: { body: 'json' },
      schema: {
        operationId: 'advanceTime',
        summary: 'Let virtual time pass: entries of connections expire.',
        tags: ['clusters'],
        params: clusterParams,
        body: z.strictObject({ advanceMs: z.number().int().min(0).max(31_536_000_000) }),
        response: { 200: timeSchema, ...problems },
      },
    },
    async (request, reply) => {
      const { advanceMs } = request.body
      const question = { kind: 'advance', byMs: advanceMs } as const
      const { text } = await catalog.ask(request.params.cluster, question)
      return sendJson(reply, text)
    },
  )
}

function freeName(taken: readonly string[]): string {
  let number = 1
  while (taken.includes(`cluster-${number}`)) number += 1
  return `cluster-${number}`
}
