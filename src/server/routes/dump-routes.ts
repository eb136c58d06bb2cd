import { z } from 'zod'
import { rulesOutputs, traceProtocols } from '../../report/choices.ts'
import { readManifestsBody } from '../body/manifests-body.ts'
import type { DumpTask } from '../jobs/dump-tasks.ts'
import { busy } from '../problems/problem.ts'
import { openObject, problems, seedSchema } from '../schemas/common-schemas.ts'
import { traceSchema } from '../schemas/packet-schemas.ts'
import { type Api, formOf, type Services, sendJson, sendText } from './api.ts'

const expected = 'the output of iptables-save, nft list ruleset, ipset save or ipvsadm -Sn'
const dumpsBody = z.unknown().describe(`A form with files (curl -F), or one text: ${expected}.`)
const end = z.string().min(1).max(512)
const addressText = z.string().min(1).max(64)

/** A real node's dumps in place of a cluster. They come with each question; nothing of them stays. */
export function dumpRoutes(app: Api, { dumps, settings }: Services): void {
  const { manifestBytes, answerWithinMs } = settings.limits
  const withDumps = { bodyLimit: manifestBytes, config: { body: 'bytes' as const } }
  const ask = async (task: DumpTask): Promise<string> => {
    const signal = AbortSignal.timeout(answerWithinMs)
    try {
      return await dumps.run<string>('askDumps', task, { signal })
    } catch (error) {
      if (signal.aborted) throw busy(`no answer within ${answerWithinMs / 1_000} s`, 10)
      throw error
    }
  }

  app.post(
    '/v1/dumps/rules',
    {
      ...withDumps,
      schema: {
        operationId: 'printDumps',
        summary: 'Dumps of a real node, in another form.',
        tags: ['dumps'],
        produces: ['text/plain', 'application/json'],
        querystring: z.object({
          output: z.enum(rulesOutputs).optional().describe('Default: as it came.'),
          backend: z.enum(['legacy', 'nft']).optional(),
        }),
        body: dumpsBody,
        response: { 200: z.union([z.string(), openObject]), ...problems },
      },
    },
    async (request, reply) => {
      const { manifests } = await readManifestsBody(request, manifestBytes, expected)
      const { output, backend } = request.query
      const text = await ask({
        kind: 'rules',
        dumps: manifests,
        ...(output === undefined ? {} : { output }),
        ...(backend === undefined ? {} : { backend }),
      })
      const isJson = output === 'json' || output === 'nft-json'
      return sendText(
        reply,
        text,
        isJson && manifests.length === 1 ? 'application/json' : undefined,
      )
    },
  )

  app.post(
    '/v1/dumps/traces',
    {
      ...withDumps,
      schema: {
        operationId: 'traceDumps',
        summary: "Follow a packet through a real node's dumps.",
        description:
          'A part of the form that is called `addresses` is what `ip -o addr` printed there. With `Accept: text/plain`, as `kpe trace` prints it.',
        tags: ['dumps'],
        produces: ['application/json', 'text/plain'],
        querystring: z.object({
          from: end.describe('An address, client, or node.'),
          to: end.describe('ADDRESS:PORT.'),
          protocol: z.enum(traceProtocols).optional(),
          sourcePort: z.coerce.number().int().min(0).max(65_535).optional(),
          localAddress: z
            .union([addressText, z.array(addressText).max(64)])
            .optional()
            .describe('An address of the node; repeatable.'),
          seed: seedSchema.default(1),
          all: z.enum(['true', 'false']).default('false'),
        }),
        body: dumpsBody,
        response: { 200: traceSchema, ...problems },
      },
    },
    async (request, reply) => {
      const { manifests } = await readManifestsBody(request, manifestBytes, expected)
      const { protocol, sourcePort, localAddress, all, ...packet } = request.query
      const addresses = manifests.find(({ field }) => field === 'addresses')
      const form = formOf(request)
      const text = await ask({
        kind: 'trace',
        dumps: manifests.filter((one) => one !== addresses),
        localAddresses: localAddress === undefined ? [] : [localAddress].flat(),
        ...packet,
        all: all === 'true',
        form,
        ...(addresses === undefined ? {} : { addresses }),
        ...(protocol === undefined ? {} : { protocol }),
        ...(sourcePort === undefined ? {} : { sourcePort }),
      })
      return form === 'text' ? sendText(reply, text) : sendJson(reply, text)
    },
  )
}
