import { createHash } from 'node:crypto'
import { z } from 'zod'
import { rulesOutputs } from '../../report/choices.ts'
import { nodeSchema } from '../schemas/cluster-schemas.ts'
import {
  afterQuery,
  clusterParams,
  listSchema,
  modeQuery,
  modesOf,
  nodeParams,
  pageSchema,
  problems,
} from '../schemas/common-schemas.ts'
import { type Api, pageOf, pageText, type Services, sendJson, sendText } from './api.ts'

const rulesQuery = modeQuery.extend({
  output: z
    .enum(rulesOutputs)
    .optional()
    .describe("Default: the mode's native form, as kube-proxy writes it."),
  backend: z.enum(['legacy', 'nft']).optional().describe('The iptables that the node has.'),
  after: afterQuery,
  cleanup: z
    .enum(['true', 'false'])
    .default('false')
    .describe('What kube-proxy --cleanup then removes; with an output: what is left.'),
})

export function nodeRoutes(app: Api, { catalog, instance }: Services): void {
  app.get(
    '/v1/clusters/:cluster/nodes',
    {
      schema: {
        operationId: 'listNodes',
        summary: 'The nodes.',
        tags: ['nodes'],
        params: clusterParams,
        querystring: pageSchema,
        response: { 200: listSchema(nodeSchema), ...problems },
      },
    },
    async (request, reply) => {
      const question = { kind: 'nodes', page: pageOf(request.query) } as const
      const { text } = await catalog.ask(request.params.cluster, question)
      return sendJson(reply, pageText(text))
    },
  )

  app.get(
    '/v1/clusters/:cluster/nodes/:node',
    {
      schema: {
        operationId: 'getNode',
        summary: 'One node.',
        tags: ['nodes'],
        params: nodeParams,
        response: { 200: nodeSchema, ...problems },
      },
    },
    async (request, reply) => {
      const { cluster, node } = request.params
      return sendJson(reply, (await catalog.ask(cluster, { kind: 'node', node })).text)
    },
  )

  app.get(
    '/v1/clusters/:cluster/nodes/:node/rules',
    {
      schema: {
        operationId: 'getRules',
        summary: 'What kube-proxy writes on a node, in any form; with an ETag.',
        tags: ['nodes'],
        produces: ['text/plain', 'application/json'],
        params: nodeParams,
        querystring: rulesQuery,
        response: { 200: z.string(), 304: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      const { cluster, node } = request.params
      const { mode, output, backend, after, cleanup } = request.query
      const { version } = catalog.get(cluster)
      const how = [mode, output, backend, after, cleanup]
      const etag = tagOf(instance, cluster, version, node, ...how)
      reply.header('etag', etag).header('cache-control', 'no-cache')
      if (request.headers['if-none-match']?.split(/, */).includes(etag) === true)
        return reply.code(304).send(null)
      const { text } = await catalog.ask(cluster, {
        kind: 'rules',
        node,
        ...(mode === undefined ? {} : { mode }),
        ...(output === undefined ? {} : { output }),
        ...(backend === undefined ? {} : { backend }),
        ...(after === undefined ? {} : { after: modesOf(after) }),
        cleanup: cleanup === 'true',
      })
      const isJson = output === 'json' || output === 'nft-json'
      return sendText(reply, text, isJson ? 'application/json' : 'text/plain')
    },
  )
}

/** The same rules have the same tag: it names all that they depend on. */
function tagOf(...parts: readonly (string | number | undefined)[]): string {
  const hash = createHash('sha256').update(JSON.stringify(parts.map((part) => part ?? null)))
  return `"${hash.digest('base64url').slice(0, 22)}"`
}
