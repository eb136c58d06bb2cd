import { z } from 'zod'
import { resolveTypes } from '../../report/choices.ts'
import { clusterParams, namespaceSchema, openObject, problems } from '../schemas/common-schemas.ts'
import { type Api, formOf, type Services, sendJson, sendText } from './api.ts'

const nameText = z.string().min(1).max(512)

/** What pods ask of names, and are told of Services. */
export function nameRoutes(app: Api, { catalog }: Services): void {
  app.get(
    '/v1/clusters/:cluster/resolution',
    {
      schema: {
        operationId: 'resolve',
        summary: "Look a name up as the cluster's DNS answers it, query by query.",
        description: 'With `Accept: text/plain`, as `kpe resolve` prints it.',
        tags: ['names'],
        produces: ['application/json', 'text/plain'],
        params: clusterParams,
        querystring: z.object({
          name: nameText.describe('web, web.shop, web.shop.svc.cluster.local, 10.96.0.10.'),
          from: nameText.optional().describe('pod/NAME, node/NAME or client; default: some pod.'),
          type: z.enum(resolveTypes).optional().describe('Default: A and AAAA; of an address PTR.'),
          namespace: namespaceSchema,
        }),
        response: { 200: openObject, ...problems },
      },
    },
    async (request, reply) => {
      const form = formOf(request)
      const { name, from, type, namespace } = request.query
      const { text } = await catalog.ask(request.params.cluster, {
        kind: 'resolve',
        question: {
          name,
          namespace,
          ...(from === undefined ? {} : { from }),
          ...(type === undefined ? {} : { type }),
        },
        form,
      })
      return form === 'text' ? sendText(reply, text) : sendJson(reply, text)
    },
  )

  app.get(
    '/v1/clusters/:cluster/environment',
    {
      schema: {
        operationId: 'environment',
        summary: 'The Service variables that a pod is started with.',
        description: 'With `Accept: text/plain`, as `kpe env` prints them.',
        tags: ['names'],
        produces: ['application/json', 'text/plain'],
        params: clusterParams,
        querystring: z.object({
          pod: nameText.describe('pod/NAME, pod/NAMESPACE/NAME, NAME.'),
          namespace: namespaceSchema,
        }),
        response: { 200: z.record(z.string(), z.string()), ...problems },
      },
    },
    async (request, reply) => {
      const form = formOf(request)
      const question = { kind: 'environment', ...request.query, form } as const
      const { text } = await catalog.ask(request.params.cluster, question)
      return form === 'text' ? sendText(reply, text) : sendJson(reply, text)
    },
  )
}
