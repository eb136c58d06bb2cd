import { expect, it } from 'vitest'
import { kpe } from './run-kpe.ts'

const explain = (name: string, ...args: string[]) =>
  kpe('explain', '-f', 'examples/shop', name, ...args)

it('says of a Service how it is reached, and why each endpoint is used or not', async () => {
  const { exitCode, out } = await explain('svc/shop/storefront')
  expect(exitCode).toBe(0)
  expect(out).toContain('SERVICE  shop/storefront:http 80/TCP (IPv4)')
  expect(out).toContain('externalTrafficPolicy Local')
  expect(out).toMatch(/KUBE-SEP-\w+ +used +not used +is ready; is not on this node/)
  expect(out).toContain('pkg/proxy/topology.go CategorizeEndpoints')
})

it('says of a chain whose it is, and which rules lead there', async () => {
  const service = await explain('svc/shop/catalog')
  const chain = /KUBE-SEP-\w+/.exec(service.out)?.[0] ?? ''
  const { out } = await explain(chain)
  expect(out).toContain(`CHAIN  ${chain} (IPv4): translates to one endpoint`)
  expect(out).toContain('SERVICE  shop/catalog:http 80/TCP')
  expect(out).toMatch(new RegExp(`nat:KUBE-SVC-\\w+:rule:\\d+ .* -j ${chain}\\n`))
})

it('knows the names of nftables mode', async () => {
  const { out } = await explain('service-ips', '--mode', 'nftables')
  expect(out).toContain('every cluster, external and load balancer address with endpoints')
})

it('refuses a name that means nothing here', async () => {
  const { exitCode, out, err } = await explain('KUBE-SVC-NONESUCH')
  expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' })
  expect(err).toContain('is nothing that kube-proxy made here')
})
