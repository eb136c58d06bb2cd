import { describe, expect, it } from 'vitest'
import { detectNodeAddresses } from '../../../src/proxy/node/node-addresses.ts'
import { nodePortAddresses } from '../../../src/proxy/node/node-port-addresses.ts'
import { ServiceHealthServer } from '../../../src/proxy/node/service-health-server.ts'

const { addresses } = detectNodeAddresses(['192.168.0.10'], '')
const interfaces = { eth0: ['192.168.0.10/24', '192.168.0.9/24'] }
const server = (setting: readonly string[] = []) =>
  new ServiceHealthServer('IPv4', nodePortAddresses('IPv4', setting, addresses), interfaces)

describe('ServiceHealthServer', () => {
  it('answers as the real one does', () => {
    const health = server()
    health.sync(new Map([['shop/web', 32000]]), new Map([['shop/web', 2]]))
    expect(health.answers()).toEqual([
      {
        namespace: 'shop',
        name: 'web',
        port: 32000,
        listen: ['0.0.0.0:32000'],
        status: 200,
        weight: '2',
        localEndpoints: 2,
        body: '{\n\t"service": {\n\t\t"namespace": "shop",\n\t\t"name": "web"\n\t},\n\t"localEndpoints": 2,\n\t"serviceProxyHealthy": true\n}',
      },
    ])
  })

  it('is bad without local endpoints, and while kube-proxy itself is', () => {
    const health = server()
    health.sync(new Map([['shop/web', 32000]]), new Map())
    expect(health.answers()).toMatchObject([{ status: 503, weight: '0' }])
    health.sync(new Map([['shop/web', 32000]]), new Map([['shop/web', 1]]))
    health.isProxyHealthy = false
    expect(health.answers()).toMatchObject([{ status: 503, weight: '1' }])
  })

  it('listens where node ports answer', () => {
    const health = server(['192.168.0.0/16'])
    health.sync(new Map([['shop/web', 32000]]), new Map())
    expect(health.answers()[0]?.listen).toEqual(['192.168.0.10:32000', '192.168.0.9:32000'])
  })

  it('lists its answers by namespace and name', () => {
    const health = server()
    const ports = ['b/a', 'a/b', 'a/a'].map((name, index) => [name, 32000 + index] as const)
    health.sync(new Map(ports), new Map())
    expect(health.answers().map(({ port }) => port)).toEqual([32002, 32001, 32000])
  })
})
