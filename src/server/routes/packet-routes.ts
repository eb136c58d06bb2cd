import { z } from 'zod'
import type { PacketQuery } from '../laboratory/laboratory-request.ts'
import {
  clusterParams,
  listSchema,
  nameSchema,
  pageSchema,
  problems,
} from '../schemas/common-schemas.ts'
import { connectionSchema, packetBody, traceBody, traceSchema } from '../schemas/packet-schemas.ts'
import { type Api, formOf, pageOf, pageText, type Services, sendJson, sendText } from './api.ts'

export function packetRoutes(app: Api, { catalog }: Services): void {
  app.post(
    '/v1/clusters/:cluster/traces',
    {
      config: { body: 'json' },
      schema: {
        operationId: 'trace',
        summary: 'Follow a packet through a node, rule by rule, and back. Nothing of it stays.',
        description: 'With `Accept: text/plain`, as `kpe trace` prints it.',
        tags: ['packets'],
        produces: ['application/json', 'text/plain'],
        params: clusterParams,
        body: traceBody,
        response: { 200: traceSchema, ...problems },
      },
    },
    async (request, reply) => {
      const { all, after, ...query } = request.body
      const form = formOf(request)
      const packet = { ...packetOf(query), ...(after === undefined ? {} : { after }) }
      const question = { kind: 'trace', packet, all, form } as const
      const { text } = await catalog.ask(request.params.cluster, question)
      return form === 'text' ? sendText(reply, text) : sendJson(reply, text)
    },
  )

  app.post(
    '/v1/clusters/:cluster/connections',
    {
      config: { body: 'json' },
      schema: {
        operationId: 'openConnection',
        summary: 'Open a connection that stays: changes of the cluster say what becomes of it.',
        tags: ['packets'],
        params: clusterParams,
        body: packetBody,
        response: { 201: connectionSchema, ...problems },
      },
    },
    async (request, reply) => {
      const { cluster } = request.params
      const question = { kind: 'open', packet: packetOf(request.body) } as const
      const { text } = await catalog.ask(cluster, question)
      const { connection } = JSON.parse(text) as { connection: number }
      reply.header('location', `/v1/clusters/${cluster}/connections/${connection}`)
      return sendJson(reply, text, 201)
    },
  )

  app.get(
    '/v1/clusters/:cluster/connections',
    {
      schema: {
        operationId: 'listConnections',
        summary: 'The connections that were opened, and where they stand.',
        tags: ['packets'],
        params: clusterParams,
        querystring: pageSchema,
        response: { 200: listSchema(connectionSchema), ...problems },
      },
    },
    async (request, reply) => {
      const question = { kind: 'connections', page: pageOf(request.query) } as const
      const { text } = await catalog.ask(request.params.cluster, question)
      return sendJson(reply, pageText(text))
    },
  )

  app.get(
    '/v1/clusters/:cluster/connections/:connection',
    {
      schema: {
        operationId: 'getConnection',
        summary: 'One connection.',
        tags: ['packets'],
        params: z.object({
          cluster: nameSchema,
          connection: z.coerce.number().int().min(1).max(1_000_000_000),
        }),
        response: { 200: connectionSchema, ...problems },
      },
    },
    async (request, reply) => {
      const { cluster, connection } = request.params
      const { text } = await catalog.ask(cluster, { kind: 'connection', connection })
      return sendJson(reply, text)
    },
  )
}

function packetOf(query: z.infer<typeof packetBody>): PacketQuery {
  const { protocol, sourcePort, node, mode, ...rest } = query
  return {
    ...rest,
    ...(protocol === undefined ? {} : { protocol }),
    ...(sourcePort === undefined ? {} : { sourcePort }),
    ...(node === undefined ? {} : { node }),
    ...(mode === undefined ? {} : { mode }),
  }
}
