import { z } from 'zod'
import { decodeUtf8 } from '../body/request-body.ts'
import {
  modeQuery,
  namespaceSchema,
  nodeParams,
  problems,
  seedSchema,
} from '../schemas/common-schemas.ts'
import { type Api, type Services, sendText } from './api.ts'

/** What a node says of itself in text: explanations, tables. */
export function nodeTableRoutes(app: Api, { catalog }: Services): void {
  app.get(
    '/v1/clusters/:cluster/nodes/:node/explanation',
    {
      schema: {
        operationId: 'explain',
        summary: 'What a chain, set, Service, endpoint or pod is on a node, and why.',
        tags: ['nodes'],
        produces: ['text/plain'],
        params: nodeParams,
        querystring: modeQuery.extend({
          of: z.string().min(1).max(512).describe('KUBE-SEP-…, svc/NAME, pod/NAME, 10.244.1.2:80.'),
          namespace: namespaceSchema,
        }),
        response: { 200: z.string(), ...problems },
      },
    },
    async (request, reply) => {
      const { cluster, node } = request.params
      const { mode, of, namespace } = request.query
      const { text } = await catalog.ask(cluster, {
        kind: 'explain',
        node,
        name: of,
        namespace,
        ...(mode === undefined ? {} : { mode }),
      })
      return sendText(reply, text)
    },
  )

  app.get(
    '/v1/clusters/:cluster/nodes/:node/conntrack',
    {
      schema: {
        operationId: 'getConntrack',
        summary: "The node's connection table, as conntrack -L prints it.",
        tags: ['nodes'],
        produces: ['text/plain'],
        params: nodeParams,
        querystring: modeQuery,
        response: { 200: z.string(), ...problems },
      },
    },
    async (request, reply) => {
      const { cluster, node } = request.params
      const { mode } = request.query
      const { text } = await catalog.ask(cluster, {
        kind: 'table',
        node,
        ...(mode === undefined ? {} : { mode }),
      })
      return sendText(reply, text)
    },
  )

  app.post(
    '/v1/clusters/:cluster/nodes/:node/played-connections',
    {
      config: { body: 'text' },
      schema: {
        operationId: 'playConnections',
        summary: "A node's table after a list of connections; nothing of it stays.",
        tags: ['nodes'],
        consumes: ['text/plain'],
        produces: ['text/plain'],
        params: nodeParams,
        querystring: modeQuery.extend({
          namespace: namespaceSchema,
          seed: seedSchema.default(1),
          output: z.enum(['conntrack', 'ipvsadm']).default('conntrack'),
        }),
        body: z.unknown().describe('One connection a line: FROM TO [PROTOCOL] [SECONDS].'),
        response: { 200: z.string(), ...problems },
      },
    },
    async (request, reply) => {
      const { cluster, node } = request.params
      const { mode, ...query } = request.query
      const text = request.body instanceof Uint8Array ? decodeUtf8(request.body) : ''
      const answer = await catalog.ask(cluster, {
        kind: 'play',
        node,
        list: { file: 'body', text },
        ...query,
        ...(mode === undefined ? {} : { mode }),
      })
      return sendText(reply, answer.text)
    },
  )
}
