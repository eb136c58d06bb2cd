import { z } from 'zod'
import { changeSchema, manifestSchema, serviceSchema } from '../schemas/cluster-schemas.ts'
import {
  clusterParams,
  listSchema,
  nameSchema,
  pageSchema,
  problems,
} from '../schemas/common-schemas.ts'
import { type Api, pageOf, pageText, type Services, sendJson, sendText } from './api.ts'

const kindSchema = z.string().regex(/^[A-Za-z]{1,63}$/, 'expected a kind, e.g. Service')
const objectName = z.string().min(1).max(253)

/** `-` stands for "no namespace" in paths. */
const objectParams = z.object({
  cluster: nameSchema,
  kind: kindSchema,
  namespace: objectName,
  name: objectName,
})

export function objectRoutes(app: Api, { catalog }: Services): void {
  app.get(
    '/v1/clusters/:cluster/services',
    {
      schema: {
        operationId: 'listServices',
        summary: 'The Services, with how many endpoints are ready.',
        tags: ['objects'],
        params: clusterParams,
        querystring: pageSchema,
        response: { 200: listSchema(serviceSchema), ...problems },
      },
    },
    async (request, reply) => {
      const question = { kind: 'services', page: pageOf(request.query) } as const
      const { text } = await catalog.ask(request.params.cluster, question)
      return sendJson(reply, pageText(text))
    },
  )

  app.get(
    '/v1/clusters/:cluster/objects',
    {
      schema: {
        operationId: 'listObjects',
        summary: 'The objects as an API server would hold them.',
        tags: ['objects'],
        params: clusterParams,
        querystring: pageSchema.extend({
          kind: kindSchema.optional(),
          namespace: objectName.optional(),
        }),
        response: { 200: listSchema(manifestSchema), ...problems },
      },
    },
    async (request, reply) => {
      const { kind, namespace } = request.query
      const { text } = await catalog.ask(request.params.cluster, {
        kind: 'objects',
        page: pageOf(request.query),
        ...(kind === undefined ? {} : { objectKind: kind }),
        ...(namespace === undefined ? {} : { namespace }),
      })
      return sendJson(reply, pageText(text))
    },
  )

  app.get(
    '/v1/clusters/:cluster/manifest',
    {
      schema: {
        operationId: 'getManifest',
        summary: 'All objects in one text, as kpe objects prints them.',
        tags: ['objects'],
        produces: ['application/yaml', 'application/json', 'text/plain'],
        params: clusterParams,
        querystring: z.object({ output: z.enum(['yaml', 'json', 'wide']).default('yaml') }),
        response: { 200: z.union([z.string(), manifestSchema]), ...problems },
      },
    },
    async (request, reply) => {
      const { output } = request.query
      const { text } = await catalog.ask(request.params.cluster, { kind: 'manifest', output })
      return sendText(reply, text, output === 'wide' ? 'text/plain' : `application/${output}`)
    },
  )

  app.delete(
    '/v1/clusters/:cluster/objects/:kind/:namespace/:name',
    {
      schema: {
        operationId: 'deleteObject',
        summary: 'Delete an object (namespace -: it has none); answers what that altered.',
        tags: ['objects'],
        params: objectParams,
        response: { 200: changeSchema, ...problems },
      },
    },
    async (request, reply) => {
      const { cluster, kind, namespace, name } = request.params
      const object = { kind, namespace: namespace === '-' ? '' : namespace, name }
      const { text } = await catalog.change(cluster, { kind: 'delete', object })
      return sendJson(reply, text)
    },
  )
}
