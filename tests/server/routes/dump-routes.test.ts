import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, startServer } from '../running-server.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const nat = `*nat
:PREROUTING ACCEPT [0:0]
-A PREROUTING -d 10.96.0.10/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.244.1.7:8080
COMMIT
`
const form = (parts: Readonly<Record<string, string>>) => {
  const body = new FormData()
  for (const [name, text] of Object.entries(parts)) body.append(name, new Blob([text]), name)
  return { method: 'POST', body }
}
const to = 'from=192.0.2.1&to=10.96.0.10:80'

describe('dumps of a real node', () => {
  it('are printed in another form', async () => {
    const answer = await server.get('/v1/dumps/rules?output=json', form({ rules: nat }))
    expect(await answer.json()).toMatchObject({ tables: [{ name: 'nat' }] })
  })

  it('take a packet, with what is local there beside them', async () => {
    const addresses = '2: eth0    inet 192.0.2.9/24 scope global eth0\n'
    const parts = form({ rules: nat, addresses })
    const answer = await server.get(`/v1/dumps/traces?${to}`, parts)
    expect(await answer.json()).toMatchObject({
      result: { outcome: 'reached', backend: '10.244.1.7:8080' },
      node: 'rules',
    })
    const text = await server.get(`/v1/dumps/traces?${to}&localAddress=192.0.2.9`, {
      ...form({ rules: nat }),
      headers: { accept: 'text/plain' },
    })
    expect(await text.text()).toContain('10.244.1.7:8080')
  })

  it.each([
    { path: `traces?${to}`, rules: 'nonsense', status: 422, code: 'E_FILE' },
    { path: `traces?${to}`, rules: '*nat\n-A X -j Y\nCOMMIT\n', status: 422, code: 'E_IPTABLES' },
    {
      path: 'traces?from=pod/a&to=10.96.0.10:80',
      rules: nat,
      status: 404,
      code: 'E_UNKNOWN_OBJECT',
    },
    { path: `traces?${to}&localAddress=x`, rules: nat, status: 422, code: 'E_ADDRESS' },
    { path: 'rules?output=ipset', rules: nat, status: 400, code: 'E_USAGE' },
  ])('$path of "$rules": $status $code', async ({ path, rules, status, code }) => {
    const answer = await server.get(`/v1/dumps/${path}`, form({ rules }))
    expect(await answer.json()).toMatchObject({ code, status })
  })
})
