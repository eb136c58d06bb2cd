import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatAddress, parseAddress } from '../../../src/packet/address.ts'
import { proxyModes } from '../../../src/proxy/configuration.ts'
import { a, address, b, c, hostPod, service, slice } from '../../conformance/cluster-objects.ts'
import { clusterWith, exchangeOn, requestBetween, syncedWorker, workerOf } from './small-node.ts'

const toService = requestBetween('pod', `${address.pod}:40000`, `${address.clusterIp}:80`)

describe.each(proxyModes)('a node in %s mode', (mode) => {
  it('has a kube-proxy for each of its families', () => {
    const node = workerOf(clusterWith(), mode)
    expect(node.modes.map(({ family, mode: own }) => [family, own])).toEqual([
      ['IPv4', mode],
      ['IPv6', mode],
    ])
  })

  it('has one for the families that are asked for', () => {
    const { modes } = workerOf(clusterWith(), mode, { families: ['IPv6'] })
    expect(modes.map(({ family }) => family)).toEqual(['IPv6'])
  })

  it('knows no Service before its first sync', () => {
    const node = workerOf(clusterWith(service(), slice([a])), mode)
    const { where, backend } = exchangeOn(node, toService).result
    expect({ where, backend: formatAddress(backend?.address ?? parseAddress('::')) }).toEqual({
      where: 'upstream',
      backend: address.clusterIp,
    })
  })

  it('writes all at its first sync, and nothing where nothing changed', () => {
    const node = workerOf(clusterWith(service(), slice([a])), mode)
    expect(node.sync(0)).toHaveLength(2)
    expect(node.sync(1_000)).toEqual([])
  })

  it('syncs one family alone, asked or not', () => {
    const node = workerOf(clusterWith(service(), slice([a])), mode)
    expect(node.syncFamily('IPv4', 0)?.mode.family).toBe('IPv4')
    expect(node.modeOf('IPv6')?.proxy.isSyncWanted).toBe(false)
    expect(workerOf(clusterWith(), mode, { families: ['IPv4'] }).syncFamily('IPv6', 0)).toBe(
      undefined,
    )
  })

  it("sets sysctls, IPVS's among them, and flushes conntrack", () => {
    const node = workerOf(clusterWith(service(), slice([a])), mode)
    node.sync(0)
    exchangeOn(node, toService)
    node.setSysctl('net.ipv4.vs.expire_nodest_conn', '0')
    expect(node.kernel.sysctl('net.ipv4.vs.expire_nodest_conn')).toBe('0')
    expect(node.engines.ipvs.engine.sysctls.expire_nodest_conn).toBe(0)
    expect(node.flushConntrack()).toBeGreaterThan(0)
    expect(node.kernel.tracker.count).toBe(0)
  })

  it('follows the cluster from one state to another', () => {
    const before = clusterWith(service(), slice([a]))
    const after = clusterWith(service(), slice([c]))
    const node = workerOf(before, mode)
    node.sync(0)
    node.observeChange(before.objects, after.objects)
    expect(node.sync(1_000).length).toBeGreaterThan(0)
    const { backend } = exchangeOn(node, toService, { nowMs: 1_000 }).result
    expect(formatAddress(backend?.address ?? parseAddress('::'))).toBe(c.address)
  })

  it('forgets a Service that is deleted', () => {
    const before = clusterWith(service(), slice([a]))
    const node = workerOf(before, mode)
    node.sync(0)
    node.observeChange(before.objects, clusterWith().objects)
    node.sync(1_000)
    expect(exchangeOn(node, toService, { nowMs: 1_000 }).result.where).not.toBe('pods')
  })

  it('is not disturbed by a change that is none', () => {
    const cluster = clusterWith(service(), slice([a]))
    const node = workerOf(cluster, mode)
    node.sync(0)
    node.observeChange(cluster.objects, clusterWith(service(), slice([a])).objects)
    expect(node.sync(1_000)).toEqual([])
  })

  it('lets Pods of its own network listen on it', () => {
    const node = syncedWorker(mode, hostPod(9100))
    const ask = (port: number) =>
      exchangeOn(
        node,
        requestBetween('client', `${address.client}:40000`, `${address.node}:${port}`),
      ).result
    expect(ask(9100)).toMatchObject({ outcome: 'reached', where: 'node' })
    expect(ask(9101)).toMatchObject({ outcome: 'rejected', tcpReset: true })
  })

  it('gets every connection a verdict, and every answer its way back', () => {
    const node = syncedWorker(
      mode,
      service({ spec: { type: 'NodePort' } }),
      slice([a, b, c]),
      hostPod(9100),
    )
    const destinations = [
      `${address.clusterIp}:80`,
      `${address.node}:30080`,
      `${address.node}:9100`,
      `${address.clusterIp}:81`,
      `${address.node}:22`,
      `${b.address}:8080`,
    ]
    let nowMs = 0
    fc.assert(
      fc.property(
        fc.constantFrom(...destinations),
        fc.constantFrom('tcp' as const, 'udp' as const, 'sctp' as const),
        fc.constantFrom('pod' as const, 'client' as const, 'node' as const),
        fc.integer({ min: 1_024, max: 65_535 }),
        (destination, protocol, from, port) => {
          const own = { pod: address.pod, client: address.client, node: address.node }[from]
          nowMs += 1_000_000
          const request = requestBetween(from, `${own}:${port}`, destination, protocol)
          const { result, legs } = exchangeOn(node, request, { seed: port, nowMs })
          expect(['reached', 'rejected', 'dropped', 'error']).toContain(result.outcome)
          expect(legs.length).toBeGreaterThan(0)
          if (result.outcome === 'reached' && result.where === 'pods')
            expect(result.replyOk).toBe(true)
        },
      ),
      { numRuns: 60, seed: 1 },
    )
  })
})

it('refuses a family that the node has no address of', () => {
  const bare = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'worker-1' },
    spec: { podCIDR: '10.244.1.0/24', podCIDRs: ['10.244.1.0/24'] },
    status: { addresses: [{ type: 'InternalIP', address: '192.168.1.11' }] },
  }
  const cluster = clusterWith(bare)
  expect(() => workerOf(cluster, 'iptables', { families: ['IPv6'] })).toThrow(
    'node worker-1 has no IPv6 address',
  )
})

it('sets the kernel as kube-proxy’s start does', () => {
  // 2 processors, 32,768 connections each, and never less than conntrack.min.
  const { kernel } = workerOf(clusterWith(), 'iptables')
  expect(kernel.sysctl('net.netfilter.nf_conntrack_max')).toBe('131072')
  expect(kernel.sysctl('net.ipv4.conf.all.route_localnet')).toBe('1')
})
