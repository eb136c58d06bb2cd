import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, startServer } from '../running-server.ts'
import { smallScenario } from '../small-scenario.ts'
import { StreamClient } from '../stream-client.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startServer()
  await server.get('/v1/scenarios/small', {
    method: 'PUT',
    body: smallScenario.text,
    headers: { 'content-type': 'application/yaml' },
  })
})
afterAll(() => server.stop())

interface Run {
  readonly run: string
  readonly progress: { readonly status: string; readonly nowMs: number }
}
const start = async (body: object = {}) => {
  const asked = { scenario: 'small', modes: ['iptables'], ...body }
  return (await (await server.post('/v1/runs', asked)).json()) as Run
}
const get = async (run: string) => (await (await server.get(`/v1/runs/${run}`)).json()) as Run
const watch = async (run: string) => (await server.get(`/v1/runs/${run}/progress`)).text()

describe('a run', () => {
  it('is played; its progress ends with its end, and its results come in three forms', async () => {
    const { run } = await start()
    const early = await server.get(`/v1/runs/${run}/results`)
    expect([early.status, ((await early.json()) as { code: string }).code]).toEqual([
      409,
      'E_CONFLICT',
    ])
    const messages = (await watch(run)).trim().split('\n\n')
    expect(messages.at(-1)).toMatch(/^data: \{"status":"finished"/)
    const results = `/v1/runs/${run}/results`
    expect(await (await server.get(results)).json()).toMatchObject({
      runs: [{ scenario: 'small', mode: 'iptables', passed: true }],
    })
    expect(await (await server.get(`${results}?output=table`)).text()).toContain('MEASURE')
    expect(await (await server.get(`${results}?output=junit`)).text()).toContain('<testsuites')
  })

  it('is paused, stepped, sought and let go on, over HTTP as over a WebSocket', async () => {
    const { run } = await start({ paused: true })
    const client = await StreamClient.connect(server.url)
    client.send({ kind: 'subscribe', topic: { kind: 'run', run }, after: 0 })
    client.send({ kind: 'step', run, actions: 5 })
    await client.events(1)
    client.send({ kind: 'seek', run, atMs: 60_000 })
    while ((await get(run)).progress.nowMs < 60_000) await new Promise((go) => setTimeout(go, 50))
    expect((await get(run)).progress).toMatchObject({ status: 'paused', nowMs: 60_000 })
    const resumed = await server.post(`/v1/runs/${run}/control`, { kind: 'resume' })
    expect(resumed.status).toBe(202)
    await watch(run)
    const kinds = new Set((await client.events(1_000)).map(({ kind }) => kind))
    expect(kinds).toContain('connection-opened')
    expect(kinds).toContain('sync-done')
    await client.until(() =>
      client
        .received('events')
        .some(({ events }) =>
          events.some((one) => one.kind === 'run-state' && one.state.status === 'finished'),
        ),
    )
    client.send({ kind: 'pause', run })
    expect(await client.next('error')).toMatchObject({ code: 'E_CONFLICT' })
    await client.close()
  })

  it('is watched by so many as there may be sockets, and no longer than they are there', async () => {
    const small = await startServer({ limits: { sockets: 1 } })
    await small.get('/v1/scenarios/small', {
      method: 'PUT',
      body: smallScenario.text,
      headers: { 'content-type': 'application/yaml' },
    })
    const asked = await small.post('/v1/runs', { scenario: 'small', paused: true })
    const progress = `/v1/runs/${((await asked.json()) as Run).run}/progress`
    const leaving = new AbortController()
    const first = await small.get(progress, { signal: leaving.signal })
    await first.body?.getReader().read()
    expect(await (await small.get(progress)).json()).toMatchObject({
      status: 503,
      detail: '1 runs are watched already, which is the most',
    })
    expect((await small.get(progress, { method: 'HEAD' })).status).toBe(200)
    leaving.abort()
    let again = await small.get(progress)
    while (again.status === 503) again = await small.get(progress)
    expect(again.status).toBe(200)
    await small.stop()
  })

  it('that is deleted while it is played is gone', async () => {
    const { run } = await start({ speed: 1 })
    expect((await server.get(`/v1/runs/${run}`, { method: 'DELETE' })).status).toBe(204)
    expect((await server.get(`/v1/runs/${run}`)).status).toBe(404)
  })

  it('of what is not there is refused', async () => {
    const refused = await server.post('/v1/runs', { scenario: 'nonesuch' })
    expect(await refused.json()).toMatchObject({ status: 404, code: 'E_UNKNOWN_OBJECT' })
    expect((await server.get('/v1/runs/run-999')).status).toBe(404)
    expect((await server.get('/v1/runs/run-999/progress')).status).toBe(404)
  })
})

describe('paused runs, as many as there are threads', () => {
  it('keep nobody from a turn, and go on when they are told to', async () => {
    const busy = await startServer({ limits: { runTurnMs: 0 } })
    const ask = async (path: string, body: object) =>
      (await (await busy.post(path, body)).json()) as Run
    const ended = async (run: string) =>
      (await (await busy.get(`/v1/runs/${run}/progress`)).text()).trim().split('\n').at(-1)
    await busy.get('/v1/scenarios/small', {
      method: 'PUT',
      body: smallScenario.text,
      headers: { 'content-type': 'application/yaml' },
    })
    const asked = { scenario: 'small', modes: ['iptables'] }
    const paused = [
      await ask('/v1/runs', { ...asked, paused: true }),
      await ask('/v1/runs', { ...asked, speed: 0.001 }),
    ]
    const { run } = await ask('/v1/runs', asked)
    expect(await ended(run)).toContain('"finished"')
    for (const one of paused) await ask(`/v1/runs/${one.run}/control`, { kind: 'resume' })
    for (const one of paused) expect(await ended(one.run)).toContain('"finished"')
    const results = await Promise.all(
      [run, paused[0]?.run].map(async (one) => (await busy.get(`/v1/runs/${one}/results`)).text()),
    )
    expect(results[1]).toBe(results[0])
    await busy.stop()
  })
})
