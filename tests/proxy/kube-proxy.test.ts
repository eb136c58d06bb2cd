import { describe, expect, it } from 'vitest'
import type { Family } from '../../src/packet/address.ts'
import { KubeProxy } from '../../src/proxy/kube-proxy.ts'
import { detectNodeAddresses } from '../../src/proxy/node/node-addresses.ts'
import { nodePortAddresses } from '../../src/proxy/node/node-port-addresses.ts'
import { ServiceHealthServer } from '../../src/proxy/node/service-health-server.ts'
import type { SyncRequest } from '../../src/proxy/proxier.ts'
import { service, slice } from './objects.ts'

/** A kube-proxy whose proxier only remembers what it was asked. */
function kubeProxy({ fails = false, family = 'IPv4' as Family } = {}) {
  const requests: SyncRequest[] = []
  const { addresses } = detectNodeAddresses(['192.168.0.10'], '')
  const state = { fails }
  const proxy = new KubeProxy({
    family,
    nodeName: 'node-1',
    featureGates: {},
    healthServer: new ServiceHealthServer(family, nodePortAddresses(family, [], addresses), {}),
    proxier: {
      sync(request) {
        requests.push(request)
        const kind = request.fullSyncWanted ? 'full' : 'partial'
        return { kind, transaction: [...request.cluster.servicePorts.keys()], failed: state.fails }
      },
    },
  })
  const apply = (object: Parameters<typeof proxy.observe>[0] & { kind: 'applied' }) =>
    proxy.observe(object)
  return { proxy, requests, state, apply }
}
const applied = (object: ReturnType<typeof service> | ReturnType<typeof slice>) =>
  ({ kind: 'applied', object }) as const
const node = (labels: Record<string, string>, name = 'node-1') =>
  ({
    kind: 'applied',
    object: {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, namespace: '', labels, annotations: {} },
      spec: { podCIDRs: [] },
      status: { addresses: [] },
    },
  }) as const

describe('KubeProxy', () => {
  it('asks for nothing before its first sync, which is a full one', () => {
    const { proxy, requests } = kubeProxy()
    proxy.observe(applied(service()))
    expect(proxy.isSyncWanted).toBe(false)
    expect(proxy.sync(0).kind).toBe('full')
    expect(requests[0]?.cluster.changedServices).toEqual(new Set(['shop/web']))
  })

  it('asks for a partial sync when a slice changes, and for none when it only comes again', () => {
    const { proxy } = kubeProxy()
    proxy.observe(applied(service()))
    proxy.observe(applied(slice(['10.0.0.1'])))
    proxy.sync(0)
    proxy.observe(applied(slice(['10.0.0.1'])))
    expect(proxy.isSyncWanted).toBe(false)
    proxy.observe(applied(slice(['10.0.0.2'])))
    expect(proxy.isSyncWanted).toBe(true)
    expect(proxy.sync(1).kind).toBe('partial')
  })

  it.each([
    { name: 'a headless Service', object: service({ clusterIP: 'None' }) },
    {
      name: 'a Service that another proxy handles',
      object: service({}, { labels: { 'service.kubernetes.io/service-proxy-name': '' } }),
    },
  ])('never sees $name', ({ object }) => {
    const { proxy, requests } = kubeProxy()
    proxy.observe(applied(object))
    proxy.sync(0)
    expect(requests[0]?.cluster.changedServices.size).toBe(0)
  })

  it('syncs fully when the zone of its own node changes, and takes no notice of others', () => {
    const { proxy, requests } = kubeProxy()
    proxy.sync(0)
    proxy.observe(node({ 'topology.kubernetes.io/zone': 'a' }, 'node-2'))
    expect(proxy.isSyncWanted).toBe(false)
    proxy.observe(node({ 'topology.kubernetes.io/zone': 'a' }))
    expect(proxy.isSyncWanted).toBe(true)
    proxy.sync(1)
    expect(requests[1]).toMatchObject({ fullSyncWanted: true, cluster: { zone: 'a' } })
  })

  it('wants a full sync after a failed one, and leaves the health checks as they were', () => {
    const { proxy, requests, state } = kubeProxy({ fails: true })
    proxy.observe(
      applied(
        service({
          type: 'LoadBalancer',
          externalTrafficPolicy: 'Local',
          healthCheckNodePort: 32000,
        }),
      ),
    )
    proxy.sync(0)
    expect(proxy.healthServer.answers()).toEqual([])
    state.fails = false
    proxy.sync(1)
    expect(requests[1]?.fullSyncWanted).toBe(true)
    expect(proxy.healthServer.answers()).toMatchObject([{ port: 32000, status: 503 }])
    proxy.sync(2)
    expect(requests[2]?.fullSyncWanted).toBe(false)
  })

  it('counts ready local endpoints by distinct address for the health check', () => {
    const { proxy } = kubeProxy()
    const local = { nodeName: 'node-1', conditions: { ready: true } }
    proxy.observe(
      applied(
        service({
          type: 'LoadBalancer',
          externalTrafficPolicy: 'Local',
          healthCheckNodePort: 32000,
        }),
      ),
    )
    proxy.observe(
      applied(
        slice(
          [
            { address: '10.0.0.1', ...local },
            { address: '10.0.0.2', ...local, conditions: { ready: false } },
            '10.0.0.3',
          ],
          {
            ports: [
              { name: 'http', protocol: 'TCP', port: 80 },
              { name: 'https', protocol: 'TCP', port: 443 },
            ],
          },
        ),
      ),
    )
    proxy.sync(0)
    expect(proxy.healthServer.answers()).toMatchObject([{ status: 200, localEndpoints: 1 }])
  })

  it('cleans conntrack only when slices of a Service with a UDP port changed', () => {
    const { proxy } = kubeProxy()
    const udp = [{ name: 'dns', protocol: 'UDP' as const, port: 53 }]
    proxy.observe(applied(service({ ports: udp })))
    expect(proxy.sync(0).cleansConntrack).toBe(false)
    proxy.observe(applied(slice(['10.0.0.1'], { ports: udp })))
    expect(proxy.sync(1).cleansConntrack).toBe(true)
    proxy.observe({
      kind: 'deleted',
      objectKind: 'EndpointSlice',
      namespace: 'shop',
      name: 'web-1',
    })
    expect(proxy.sync(2).cleansConntrack).toBe(true)
  })
})
