import { z } from 'zod'
import { readManifestsBody } from '../body/manifests-body.ts'
import { decodeUtf8 } from '../body/request-body.ts'
import { listSchema, nameSchema, pageSchema, problems } from '../schemas/common-schemas.ts'
import { scenarioRowSchema, scenarioSchema } from '../schemas/run-schemas.ts'
import type { KeptScenario } from '../store/store.ts'
import { type Api, listedPage, type Services, sendText } from './api.ts'
import { manifestTypes } from './cluster-routes.ts'

const scenarioParams = z.object({ scenario: nameSchema })

export function scenarioRoutes(app: Api, { scenarios, pool, settings }: Services): void {
  app.put(
    '/v1/scenarios/:scenario',
    {
      config: { body: 'text' },
      bodyLimit: settings.limits.scenarioBytes,
      schema: {
        operationId: 'putScenario',
        summary: 'Send a scenario; it is checked, not played.',
        tags: ['runs'],
        consumes: manifestTypes,
        params: scenarioParams,
        body: z
          .unknown()
          .describe('YAML; or a form: the part `scenario`, and the files that it names.'),
        response: { 200: scenarioSchema, ...problems },
      },
    },
    async (request) => {
      const body = await readManifestsBody(request, settings.limits.scenarioBytes)
      const scenario = scenarioOf(request.params.scenario, body.manifests)
      const facts = await pool.check(scenario)
      await scenarios.put(scenario)
      return { name: scenario.name, ...facts } as z.infer<typeof scenarioSchema>
    },
  )

  app.get(
    '/v1/scenarios',
    {
      schema: {
        operationId: 'listScenarios',
        summary: 'The scenarios that were sent.',
        tags: ['runs'],
        querystring: pageSchema,
        response: { 200: listSchema(scenarioRowSchema), ...problems },
      },
    },
    async (request) => listedPage(scenarios.list(), request.query, ({ name }) => ({ name })),
  )

  app.get(
    '/v1/scenarios/:scenario',
    {
      schema: {
        operationId: 'getScenario',
        summary: 'A scenario as it was sent.',
        tags: ['runs'],
        produces: ['application/yaml'],
        params: scenarioParams,
        response: { 200: z.string(), ...problems },
      },
    },
    async (request, reply) =>
      sendText(reply, scenarios.get(request.params.scenario).text, 'application/yaml'),
  )

  app.delete(
    '/v1/scenarios/:scenario',
    {
      schema: {
        operationId: 'deleteScenario',
        summary: 'Forget a scenario; runs of it stay.',
        tags: ['runs'],
        params: scenarioParams,
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      await scenarios.delete(request.params.scenario)
      return reply.code(204).send(null)
    },
  )
}

/** The first file, or the one that came as `scenario`, is the scenario; others are what it names. */
function scenarioOf(
  name: string,
  sent: readonly { readonly file: string; readonly bytes: Uint8Array; readonly field?: string }[],
): KeptScenario {
  const main = sent.find(({ field }) => field === 'scenario') ?? sent[0]
  const files = Object.fromEntries(
    sent.filter((one) => one !== main).map(({ file, bytes }) => [file, decodeUtf8(bytes)]),
  )
  return { name, text: decodeUtf8(main?.bytes ?? new Uint8Array()), files }
}
