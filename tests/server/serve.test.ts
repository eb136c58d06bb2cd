import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { serve } from '../../src/server/serve.ts'
import { smallScenario } from './small-scenario.ts'
import { StreamClient } from './stream-client.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kpe-serve-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const options = {
  host: '127.0.0.1',
  port: 0,
  allowHost: [],
  allowOrigin: [],
  logLevel: 'silent' as const,
  requestsPerSecond: 1_000,
}

/** Starts it as main.ts does; resolves once it says where it listens. */
function start(more: Partial<Parameters<typeof serve>[0]> = {}) {
  let stop: (reason: string) => void = () => {}
  let said = ''
  const listening = new Promise<string>((resolve) => {
    said = ''
    exit = serve(
      { ...options, ...more },
      {
        environment: {},
        out: (text) => resolve(/http:\/\/\S+/.exec(text)?.[0] ?? ''),
        err: (text) => {
          said += text
        },
        onStop: (given) => {
          stop = given
        },
      },
    )
  })
  return { listening, stop: (reason: string) => stop(reason), exit, said: () => said }
}
let exit: Promise<number>

it('says where it listens, and stops when it is told, telling those who listen', async () => {
  const server = start({ data: folder })
  const url = await server.listening
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  const client = await StreamClient.connect(url)
  await client.next('hello')
  server.stop('SIGTERM received')
  expect(await client.next('goodbye')).toMatchObject({ reason: 'SIGTERM received' })
  expect(await server.exit).toBe(0)
  expect(server.said()).toBe('stopping: SIGTERM received\n')
})

it('stops while runs are played, paused and watched: whoever listens is told, and nothing holds it', async () => {
  const server = start()
  const url = await server.listening
  const send = (path: string, method: string, type: string, body: string) =>
    fetch(`${url}${path}`, { method, body, headers: { 'content-type': type } })
  await send('/v1/scenarios/small', 'PUT', 'application/yaml', smallScenario.text)
  for (const how of [{ paused: true }, { speed: 1 }, {}])
    await send(
      '/v1/runs',
      'POST',
      'application/json',
      JSON.stringify({ scenario: 'small', ...how }),
    )
  const watched = fetch(`${url}/v1/runs/run-1/progress`).then((answer) => answer.text())
  const client = await StreamClient.connect(url)
  client.send({ kind: 'subscribe', topic: { kind: 'run', run: 'run-2' }, after: 0 })
  await client.events(1)
  server.stop('SIGTERM received')
  expect(await client.next('goodbye')).toMatchObject({ reason: 'SIGTERM received' })
  expect(await client.closed).toBe(1001)
  expect(await watched).toContain('"status":"cancelled"')
  expect(await server.exit).toBe(0)
})

it.each([
  { more: { host: '0.0.0.0' }, says: 'give a token' },
  { more: { host: '192.0.2.1', token: 'x'.repeat(20) }, says: 'cannot listen on 192.0.2.1:0' },
])('with $more it does not start', async ({ more, says }) => {
  const server = start(more)
  await expect(server.exit).rejects.toThrow(says)
})
