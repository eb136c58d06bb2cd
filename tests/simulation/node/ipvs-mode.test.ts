import { describe, expect, it } from 'vitest'
import { formatSave } from '../../../src/kernel/ipvs/text/ipvsadm-save.ts'
import { formatEndpoint } from '../../../src/packet/address.ts'
import type { EmulatedNode } from '../../../src/simulation/node/emulated-node.ts'
import type { IpvsMode } from '../../../src/simulation/node/ipvs-mode.ts'
import { a, address, b, c, service, slice } from '../../conformance/cluster-objects.ts'
import { clusterWith, exchangeOn, requestBetween, syncedWorker, workerOf } from './small-node.ts'

function ipvsOf({ modes }: EmulatedNode): IpvsMode {
  const [mode] = modes
  if (mode?.mode !== 'ipvs') throw new Error('no IPVS mode')
  return mode
}
const servers = (node: EmulatedNode) => formatSave(ipvsOf(node).ipvs.engine.virtualServers)

describe('IPVS mode', () => {
  it('leaves a virtual server, its address, and its members of the sets', () => {
    const node = syncedWorker('ipvs', service(), slice([a, b]))
    expect(servers(node)).toEqual([
      '-A -t 10.96.0.10:80 -s rr',
      '-a -t 10.96.0.10:80 -r 10.244.1.5:8080 -m -w 1',
      '-a -t 10.96.0.10:80 -r 10.244.1.6:8080 -m -w 1',
    ])
    const { ipvs } = ipvsOf(node)
    expect(ipvs.addresses).toEqual([address.clusterIp])
    expect(ipvs.sets.get('KUBE-CLUSTER-IP')).toBeDefined()
  })

  it('keeps a client for as long as its Service says', () => {
    const spec = {
      sessionAffinity: 'ClientIP',
      sessionAffinityConfig: { clientIP: { timeoutSeconds: 77 } },
    }
    expect(servers(syncedWorker('ipvs', service({ spec }), slice([a])))[0]).toBe(
      '-A -t 10.96.0.10:80 -s rr -p 77',
    )
  })

  it('schedules as it is told', () => {
    const configuration = { ipvs: { scheduler: 'sh' } }
    const node = workerOf(clusterWith(service(), slice([a])), 'ipvs', { configuration })
    node.sync(0)
    expect(servers(node)[0]).toBe('-A -t 10.96.0.10:80 -s sh')
  })

  it('refuses a scheduler that no kernel has', () => {
    const configuration = { ipvs: { scheduler: 'best' } }
    expect(() => workerOf(clusterWith(), 'ipvs', { configuration })).toThrow(/best/)
  })

  it('sets the timeouts that the configuration names', () => {
    const configuration = { ipvs: { tcpTimeout: '100s', tcpFinTimeout: '20s', udpTimeout: '30s' } }
    const { ipvs } = ipvsOf(workerOf(clusterWith(), 'ipvs', { configuration }))
    expect(ipvs.engine.timeouts.settings).toEqual({ tcp: 100, tcpFin: 20, udp: 30 })
  })

  it('serves round robin', () => {
    const node = syncedWorker('ipvs', service(), slice([a, b, c]))
    const seen = [1, 2, 3, 4, 5, 6].map((n) => {
      const request = requestBetween('pod', `${address.pod}:${40_000 + n}`, '10.96.0.10:80')
      const { backend } = exchangeOn(node, request).result
      return backend === undefined ? '' : formatEndpoint(backend.address, backend.port)
    })
    expect(new Set(seen.slice(0, 3)).size).toBe(3)
    expect(seen.slice(3)).toEqual(seen.slice(0, 3))
  })

  it('keeps both families in one IPVS', () => {
    const { modes } = syncedWorker('ipvs')
    const kernels = modes.map((mode) => (mode.mode === 'ipvs' ? mode.ipvs : undefined))
    expect(kernels[0]).toBe(kernels[1])
  })
})
