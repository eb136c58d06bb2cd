import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { UserError } from '../../base/user-error.ts'
import { createColorsFor } from '../../report/colors.ts'
import { busy } from '../problems/problem.ts'
import type { RunCatalog } from '../runs/run-catalog.ts'
import { isOver, type RunRecord } from '../runs/run-record.ts'
import { listSchema, pageSchema, problems } from '../schemas/common-schemas.ts'
import {
  controlBody,
  resultsSchema,
  runBody,
  runParams,
  runSchema,
} from '../schemas/run-schemas.ts'
import type { ServerLimits } from '../server-settings.ts'
import { type Api, listedPage, type Services, sendJson, sendText } from './api.ts'

export function runRoutes(app: Api, { runs, scenarios, settings }: Services): void {
  app.post(
    '/v1/runs',
    {
      config: { body: 'json' },
      schema: {
        operationId: 'startRun',
        summary: 'Play a scenario; answers at once, with where to look.',
        tags: ['runs'],
        body: runBody,
        response: { 202: runSchema, ...problems },
      },
    },
    async (request, reply) => {
      const { scenario, modes, seed, speed, ...choices } = request.body
      const { name, text, files } = scenarios.get(scenario)
      const record = runs.start({
        scenario: { name, text, files },
        ...choices,
        ...(modes === undefined ? {} : { modes }),
        ...(seed === undefined ? {} : { seed }),
        ...(speed === undefined ? {} : { speed }),
      })
      reply.header('location', `/v1/runs/${record.run}`)
      return sendRun(reply.code(202), record)
    },
  )

  app.get(
    '/v1/runs',
    {
      schema: {
        operationId: 'listRuns',
        summary: 'The runs, oldest first.',
        tags: ['runs'],
        querystring: pageSchema,
        response: { 200: listSchema(runSchema), ...problems },
      },
    },
    async (request, reply) =>
      sendJson(reply, JSON.stringify(listedPage(runs.list(), request.query, (one) => one))),
  )

  app.get(
    '/v1/runs/:run',
    {
      schema: {
        operationId: 'getRun',
        summary: 'Where a run stands.',
        tags: ['runs'],
        params: runParams,
        response: { 200: runSchema, ...problems },
      },
    },
    async (request, reply) => sendRun(reply, runs.get(request.params.run)),
  )

  app.delete(
    '/v1/runs/:run',
    {
      schema: {
        operationId: 'deleteRun',
        summary: 'End a run if it is not over, and forget it.',
        tags: ['runs'],
        params: runParams,
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      await runs.delete(request.params.run)
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/v1/runs/:run/control',
    {
      config: { body: 'json' },
      schema: {
        operationId: 'controlRun',
        summary: 'Pause a run, let it go on (at a speed), step it, or seek in it.',
        tags: ['runs'],
        params: runParams,
        body: controlBody,
        response: { 202: runSchema, ...problems },
      },
    },
    async (request, reply) => {
      const { run } = request.params
      const { body } = request
      if (body.kind === 'resume')
        runs.control({
          kind: 'resume',
          run,
          ...(body.speed === undefined ? {} : { speed: body.speed }),
        })
      else runs.control({ ...body, run })
      return sendRun(reply.code(202), runs.get(run))
    },
  )

  progressRoutes(app, runs, settings.limits)
}

function progressRoutes(app: Api, runs: RunCatalog, { sockets }: ServerLimits): void {
  let watching = 0
  app.get(
    '/v1/runs/:run/results',
    {
      schema: {
        operationId: 'getResults',
        summary: 'What came of a run, once it is finished.',
        tags: ['runs'],
        produces: ['application/json', 'text/plain', 'application/xml'],
        params: runParams,
        querystring: z.object({ output: z.enum(['json', 'table', 'junit']).default('json') }),
        response: { 200: resultsSchema, ...problems },
      },
    },
    async (request, reply) => {
      const { run } = request.params
      const results = runs.resultsOf(run)
      if (results === undefined)
        throw new UserError(
          'E_CONFLICT',
          `${run} is not finished (${runs.get(run).progress.status})`,
        )
      if (request.query.output === 'json') return sendJson(reply, JSON.stringify({ runs: results }))
      if (request.query.output === 'junit') {
        const { formatJunit } = await import('../../report/replay/junit.ts')
        return sendText(reply, formatJunit(results), 'application/xml')
      }
      const { formatReplay } = await import('../../report/replay/replay-table.ts')
      return sendText(reply, formatReplay(results, createColorsFor('never', false, {})))
    },
  )

  app.get(
    '/v1/runs/:run/progress',
    {
      schema: {
        operationId: 'watchRun',
        summary: 'Where a run stands, as server-sent events, until it is over.',
        tags: ['runs'],
        produces: ['text/event-stream'],
        params: runParams,
        response: { 200: z.string(), ...problems },
      },
    },
    async (request, reply) => {
      const { run } = request.params
      runs.get(run)
      const { raw } = reply.type('text/event-stream').header('cache-control', 'no-store')
      if (request.method === 'HEAD') return reply.send('')
      if (watching >= sockets)
        throw busy(`${sockets} runs are watched already, which is the most`, 10)
      watching += 1
      const gone = new AbortController()
      raw.once('close', () => {
        watching -= 1
        gone.abort()
      })
      raw.setTimeout(0)
      return (reply as FastifyReply).send(Readable.from(progressOf(runs, run, gone.signal)))
    },
  )
}

/** A message for each change, four a second at most. */
async function* progressOf(
  runs: RunCatalog,
  run: string,
  gone: AbortSignal,
): AsyncGenerator<string> {
  while (!gone.aborted) {
    const changed = runs.nextChange(run, gone)
    const record = runs.list().find((one) => one.run === run)
    if (record === undefined) return
    yield `data: ${JSON.stringify(record.progress)}\n\n`
    if (isOver(record)) return
    await new Promise((resolve) => setTimeout(resolve, 250))
    await changed
  }
}

function sendRun(reply: Parameters<typeof sendJson>[0], record: RunRecord) {
  return sendJson(reply, JSON.stringify(record), reply.statusCode)
}
