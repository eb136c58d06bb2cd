import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeShop, type RunningServer, startServer } from '../running-server.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startServer()
  await makeShop(server)
})
afterAll(() => server.stop())

interface Job {
  readonly job: string
  readonly status: string
  readonly passed?: boolean
  readonly problem?: { readonly code: string; readonly detail: string }
}

const recording = readFileSync('tests/recordings/data/kube-proxy/exotic.jsonl.gz')
const http = readFileSync('tests/simulation/flows/data/http.pcap')
const send = async (path: string, body: Uint8Array | string) => {
  const answer = await server.get(path, { method: 'POST', body: Buffer.from(body) })
  return (await answer.json()) as Job
}
const overOf = async ({ job }: Job) =>
  (await (await server.get(`/v1/jobs/${job}?wait=60`)).json()) as Job
const table = async ({ job }: Job) =>
  (await server.get(`/v1/jobs/${job}/results?output=table`)).text()

describe('a job', () => {
  it('holds recordings against the emulator', async () => {
    const job = await overOf(await send('/v1/jobs/verifications', recording))
    expect(job).toMatchObject({ status: 'finished', passed: true })
    expect(await table(job)).toContain('DISAGREEMENTS')
  })

  it('plays the flows of a recording in every mode', async () => {
    const job = await overOf(await send('/v1/clusters/shop/flow-replays?skipBad=true', http))
    expect(job).toMatchObject({ status: 'finished' })
    expect(await table(job)).toContain('NFTABLES')
  })

  it('says what the modes cost, of a cluster that is here', async () => {
    const settings = { cluster: 'shop', connections: 50 }
    const started = (await (await server.post('/v1/jobs/benches', settings)).json()) as Job
    const job = await overOf(started)
    expect(job).toMatchObject({ status: 'finished' })
    const csv = await server.get(`/v1/jobs/${job.job}/results?output=csv`)
    expect(await csv.text()).toMatch(/^services,endpoints,backend/)
  })

  it.each([
    {
      name: 'a recording that is none',
      path: '/v1/clusters/shop/flow-replays',
      body: 'x',
      code: 'E_FLOWS',
    },
    {
      name: 'half a gzip',
      path: '/v1/jobs/verifications',
      body: recording.subarray(0, 500),
      code: 'E_FILE',
    },
    {
      name: 'a gzip bomb',
      path: '/v1/jobs/verifications',
      body: gzipSync(Buffer.alloc(300 * 1024 * 1024)),
      code: 'E_LIMIT',
    },
  ])('fails with a code: $name', async ({ path, body, code }) => {
    const job = await overOf(await send(path, body))
    expect(job).toMatchObject({ status: 'failed', problem: { code } })
    const results = await server.get(`/v1/jobs/${job.job}/results`)
    expect(results.status).toBe(409)
  })

  it.each([
    { path: '/v1/jobs/benches', body: { services: [50_000], endpoints: 1_000 }, status: 400 },
    { path: '/v1/jobs/benches', body: { cluster: 'nobody' }, status: 404 },
  ])('$path $body: $status', async ({ path, body, status }) => {
    expect((await server.post(path, body)).status).toBe(status)
  })

  it('that is deleted ends', async () => {
    const started = (await (
      await server.post('/v1/jobs/benches', { services: [20_000] })
    ).json()) as Job
    const answer = await server.get(`/v1/jobs/${started.job}`, { method: 'DELETE' })
    expect(answer.status).toBe(204)
    expect((await server.get(`/v1/jobs/${started.job}`)).status).toBe(404)
  })
})
