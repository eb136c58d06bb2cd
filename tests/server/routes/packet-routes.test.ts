import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { traceSchema } from '../../../src/server/schemas/packet-schemas.ts'
import { kpe } from '../../cli/run-kpe.ts'
import { makeShop, type RunningServer, startServer } from '../running-server.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startServer()
  await makeShop(server)
})
afterAll(() => server.stop())
const ends = { from: 'pod/shop/database-0', to: 'svc/shop/catalog:80' }
const trace = (body: object, headers: Record<string, string> = {}) =>
  server.post('/v1/clusters/shop/traces', body, { headers })

describe('a trace', () => {
  it.each(['iptables', 'ipvs', 'nftables'])('in %s mode says what kpe trace says', async (mode) => {
    const seen = traceSchema.parse(await (await trace({ ...ends, mode })).json())
    const args = ['--from', ends.from, '--to', ends.to, '--mode', mode, '-o', 'json']
    const { out } = await kpe('trace', '-f', 'examples/shop', ...args)
    const told = traceSchema.parse(JSON.parse(out))
    expect(seen.result).toEqual(told.result)
    expect(seen.possible).toEqual(told.possible)
    expect(seen.cost).toEqual(told.cost)
  })

  it('with all, is the same to the last step', async () => {
    const seen = await (await trace({ ...ends, all: true })).json()
    const { out } = await kpe(
      'trace',
      '-f',
      'examples/shop',
      '--from',
      ends.from,
      '--to',
      ends.to,
      '-o',
      'json',
    )
    expect(seen).toEqual(JSON.parse(out))
  })

  it('for a reader is text', async () => {
    const response = await trace(ends, { accept: 'text/plain' })
    const { out } = await kpe('trace', '-f', 'examples/shop', '--from', ends.from, '--to', ends.to)
    expect(await response.text()).toBe(out)
  })

  it('leaves nothing behind', async () => {
    await trace(ends)
    const table = await server.get('/v1/clusters/shop/nodes/node-1/conntrack')
    expect(await table.text()).toBe('')
  })

  it('of what is not there is refused', async () => {
    const response = await trace({ ...ends, to: 'svc/shop/nonesuch:80' })
    expect(await response.json()).toMatchObject({ status: 404, code: 'E_UNKNOWN_OBJECT' })
  })
})

it('a connection is opened, listed, and found by its number', async () => {
  const opened = await server.post('/v1/clusters/shop/connections', ends)
  expect(opened.status).toBe(201)
  const location = opened.headers.get('location') ?? ''
  const record = await opened.json()
  expect(await (await server.get(location)).json()).toEqual(record)
  expect(await (await server.get('/v1/clusters/shop/connections')).json()).toEqual({
    items: [record],
    total: 1,
  })
  expect((await server.get('/v1/clusters/shop/connections/99')).status).toBe(404)
})
