import { describe, expect, it } from 'vitest'
import {
  defaultProxyConfiguration,
  type ProxyConfiguration,
} from '../../src/proxy/configuration.ts'
import { KubeProxy } from '../../src/proxy/kube-proxy.ts'
import {
  type Machine,
  type NodeContext,
  nodeContext,
  plainInterfaces,
} from '../../src/proxy/node/machine.ts'
import { ServiceHealthServer } from '../../src/proxy/node/service-health-server.ts'
import type { Proxier } from '../../src/proxy/proxier.ts'
import { service, slice } from './objects.ts'

/** What the suite asks of a mode: a proxier, and its transaction as text that names what it writes. */
export interface ProxierUnderTest<Transaction> {
  create(
    context: NodeContext,
    configuration: ProxyConfiguration,
    machine: Machine,
  ): Proxier<Transaction>
  text(transaction: Transaction): string
}

const machine: Machine = {
  nodeName: 'node-1',
  nodeIps: ['192.168.0.10'],
  podCidrs: [],
  interfaces: plainInterfaces(['192.168.0.10']),
  sysctls: {},
  cpuCount: 2,
  hasRandomFully: true,
  hasNfacct: true,
}
const apiLabels = { 'kubernetes.io/service-name': 'api' }
const api = service({ clusterIP: '10.96.0.2', clusterIPs: ['10.96.0.2'] }, { name: 'api' })
const apiSlice = slice(['10.0.0.9'], { name: 'api-1', labels: apiLabels })

type Exception = 'writes nothing of what did not change'

/** What is asked of every proxier, whatever it writes. A skip says why. */
export function describeProxier<Transaction>(
  name: string,
  { create, text }: ProxierUnderTest<Transaction>,
  skips: Partial<Record<Exception, string>> = {},
): void {
  const setUp = (changes: Partial<ProxyConfiguration> = {}) => {
    const configuration = { ...defaultProxyConfiguration, ...changes }
    const context = nodeContext('IPv4', configuration, machine)
    const proxy = new KubeProxy({
      family: 'IPv4',
      nodeName: 'node-1',
      featureGates: {},
      proxier: create(context, configuration, machine),
      healthServer: new ServiceHealthServer('IPv4', context.nodePortAddresses, machine.interfaces),
    })
    let nowMs = 0
    const sync = (...objects: (ReturnType<typeof service> | ReturnType<typeof slice>)[]) => {
      for (const object of objects) proxy.observe({ kind: 'applied', object })
      nowMs += 2000
      const { kind, transaction } = proxy.sync(nowMs)
      return { kind, text: text(transaction) }
    }
    return { proxy, sync }
  }

  describe(`${name} as a proxier`, () => {
    it('syncs fully at first', () => {
      expect(setUp().sync().kind).toBe('full')
    })

    it('writes what is ready, and not what is not', () => {
      const { sync } = setUp()
      const written = sync(
        service(),
        slice(['10.0.0.1', { address: '10.0.0.2', conditions: { ready: false, serving: false } }]),
      ).text
      expect(written).toContain('10.96.0.1')
      expect(written).toContain('10.0.0.1')
      expect(written).not.toContain('10.0.0.2')
    })

    it('writes the same for the same cluster, however the events came', () => {
      const [one, other] = [setUp(), setUp()]
      other.proxy.observe({ kind: 'applied', object: apiSlice })
      other.proxy.observe({ kind: 'applied', object: service({ externalIPs: ['1.2.3.4'] }) })
      expect(other.sync(slice(['10.0.0.1']), api, service()).text).toBe(
        one.sync(service(), api, slice(['10.0.0.1']), apiSlice).text,
      )
    })

    const reason = skips['writes nothing of what did not change']
    if (reason === undefined)
      it('writes nothing of what did not change, but a full sync writes it again', () => {
        const { proxy, sync } = setUp()
        sync(service(), slice(['10.0.0.1']), api, apiSlice)
        expect(sync(slice(['10.0.0.3'])).text).not.toContain('10.0.0.9')
        proxy.forceFullSync()
        expect(sync().kind).toBe('full')
      })
    else
      it(`writes everything each time: ${reason}`, () => {
        const { sync } = setUp()
        sync(service())
        expect(sync().kind).toBe('full')
      })

    it('takes back what is gone', () => {
      const { proxy, sync } = setUp()
      sync(service(), slice(['10.0.0.1']))
      proxy.observe({ kind: 'deleted', objectKind: 'Service', namespace: 'shop', name: 'web' })
      const { text: written } = sync()
      expect(written).toMatch(/delete|-X /)
    })

    it('can be given the same change twice', () => {
      const { sync } = setUp()
      sync(service(), slice(['10.0.0.1']))
      const again = [service(), slice(['10.0.0.1'])]
      expect(sync(...again).text).toBe(sync(...again).text)
    })
  })
}
