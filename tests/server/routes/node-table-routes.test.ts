import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeShop, type RunningServer, startServer } from '../running-server.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startServer()
  await makeShop(server)
})
afterAll(() => server.stop())

const play = (body: string, query = '') =>
  server.get(`/v1/clusters/shop/nodes/node-1/played-connections${query}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'text/plain' },
  })

describe('connections that are played', () => {
  it('stand in the table that is answered, and nowhere else', async () => {
    const answer = await play('pod/shop/database-0 svc/shop/catalog:80 tcp 2')
    expect(await answer.text()).toMatch(/^tcp +6 \d+ ESTABLISHED .* dport=80 /)
    const table = await server.get('/v1/clusters/shop/nodes/node-1/conntrack')
    expect(await table.text()).toBe('')
  })

  it('are listed as ipvsadm -Lnc does in IPVS mode', async () => {
    const answer = await play(
      'pod/shop/database-0 svc/shop/catalog:80',
      '?mode=ipvs&output=ipvsadm',
    )
    expect(await answer.text()).toContain('IPVS connection entries')
  })

  it.each([
    { body: 'nonsense', query: '', status: 400, says: 'expected FROM TO' },
    { body: 'pod/a svc/b:1', query: '', status: 404, says: 'no Pod' },
    { body: '', query: '?output=ipvsadm', status: 400, says: 'has no such table' },
  ])('"$body"$query: $status', async ({ body, query, status, says }) => {
    const answer = await play(body, query)
    expect(answer.status).toBe(status)
    expect(((await answer.json()) as { detail: string }).detail).toContain(says)
  })
})
