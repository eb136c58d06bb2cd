import { z } from 'zod'
import { UserError } from '../../base/user-error.ts'
import { nameSchema, problems } from '../schemas/common-schemas.ts'
import { type Api, type Services, sendText } from './api.ts'

/** What probes, Prometheus and kube-proxy's own tools ask. */
export function healthRoutes(app: Api, { catalog, metrics }: Services): void {
  const plain = { tags: ['health'], produces: ['text/plain'] }
  app.get(
    '/healthz',
    {
      schema: {
        ...plain,
        operationId: 'healthz',
        summary: 'The process lives.',
        response: { 200: z.string(), ...problems },
      },
    },
    async (_, reply) => sendText(reply, 'ok\n'),
  )

  app.get(
    '/readyz',
    {
      schema: {
        ...plain,
        operationId: 'readyz',
        summary: 'The server takes requests.',
        response: { 200: z.string(), ...problems },
      },
    },
    async (_, reply) => sendText(reply, 'ok\n'),
  )

  app.get(
    '/proxyMode',
    {
      schema: {
        ...plain,
        operationId: 'proxyMode',
        summary: "As kube-proxy's path of that name; of several clusters, say which.",
        querystring: z.object({ cluster: nameSchema.optional() }),
        response: { 200: z.string(), ...problems },
      },
    },
    async (request, reply) => {
      const names = catalog.names()
      const name = request.query.cluster ?? (names.length === 1 ? names[0] : undefined)
      if (name === undefined)
        throw new UserError('E_USAGE', `there are ${names.length} clusters: say ?cluster=NAME`)
      return sendText(reply, catalog.get(name).settings.mode)
    },
  )

  app.get(
    '/metrics',
    {
      schema: {
        ...plain,
        operationId: 'metrics',
        summary:
          "Prometheus text: kube-proxy's names in virtual seconds, the server's in real ones.",
        response: { 200: z.string(), ...problems },
      },
    },
    async (_, reply) => {
      const text = await metrics.registry.metrics()
      return reply.type(metrics.registry.contentType).send(text)
    },
  )
}
