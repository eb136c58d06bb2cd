import { describe, expect, it } from 'vitest'
import { defaultProxyConfiguration, type ProxyMode } from '../../../src/proxy/configuration.ts'
import {
  syntheticClusterCidr,
  syntheticNode,
  syntheticObjects,
  syntheticService,
} from '../../../src/simulation/cost/synthetic-services.ts'
import { WritingProxy } from '../../../src/simulation/cost/writing-proxy.ts'

const shape = { services: 4, endpoints: 2, affinity: false, protocol: 'TCP', prefix: 's' } as const

describe('what a sync writes', () => {
  it.each([
    {
      mode: 'iptables',
      text: /-A KUBE-SERVICES .* -d 10\.96\.0\.4\/?/,
      calls: 0,
      partial: /s-00009/,
    },
    // Four virtual servers with two real ones each, four addresses, four entries in each of two sets.
    { mode: 'ipvs', text: /--match-set KUBE-CLUSTER-IP/, calls: 24, partial: /KUBE-CLUSTER-IP/ },
    {
      mode: 'nftables',
      text: /add element ip kube-proxy service-ips/,
      calls: 0,
      partial: /s-00009/,
    },
  ] satisfies { mode: ProxyMode; text: RegExp; calls: number; partial: RegExp }[])(
    '$mode',
    ({ mode, text, calls, partial }) => {
      const configuration = {
        ...defaultProxyConfiguration,
        mode,
        clusterCidrs: [syntheticClusterCidr],
      }
      const proxy = new WritingProxy(syntheticNode, configuration)
      proxy.observe(syntheticObjects(shape))
      const first = proxy.sync(0)
      expect(first.text).toMatch(text)
      expect(first.calls).toBe(calls)
      expect(first.ensure.length > 0).toBe(mode !== 'nftables')
      proxy.observe(syntheticService(shape, 9, 9))
      expect(proxy.sync(1).text).toMatch(partial)
    },
  )
})
