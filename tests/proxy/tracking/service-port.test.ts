import { describe, expect, it } from 'vitest'
import { equalServicePorts, servicePortsOf } from '../../../src/proxy/tracking/service-port.ts'
import { service } from '../objects.ts'
import { onlyPort } from '../ports.ts'

describe('servicePortsOf', () => {
  it.each([
    { name: 'a headless one', given: service({ clusterIP: 'None' }) },
    { name: 'one without an address', given: service({ clusterIP: '' }) },
    { name: 'an ExternalName', given: service({ type: 'ExternalName' }) },
    { name: 'one of the other family', given: service({ ipFamilies: ['IPv6'] }) },
  ])('skips $name', ({ given }) => {
    expect(servicePortsOf(given, 'shop/web', 'IPv4', {})).toBeUndefined()
  })

  it('takes the address of its family, or goes by the address where no family is said', () => {
    const dual = service({ ipFamilies: ['IPv6', 'IPv4'], clusterIPs: ['fd00::1', '10.96.0.1'] })
    expect(onlyPort(dual, 'IPv6').clusterIp).toBe('fd00::1')
    expect(onlyPort(dual, 'IPv4').clusterIp).toBe('10.96.0.1')
    const old = service({ ipFamilies: [], clusterIP: 'fd00::2' })
    expect(onlyPort(old, 'IPv6').clusterIp).toBe('fd00::2')
    expect(servicePortsOf(old, 'shop/web', 'IPv4', {})).toBeUndefined()
  })

  it('keeps the last of two ports with one name and protocol', () => {
    const ports = servicePortsOf(
      service({ ports: [{ port: 80 }, { port: 81 }] }),
      'shop/web',
      'IPv4',
      {},
    )
    expect([...(ports?.values() ?? [])]).toMatchObject([{ port: 81 }])
  })

  it('keeps external addresses and VIPs of its family', () => {
    const given = service(
      { type: 'LoadBalancer', externalIPs: ['1.2.3.4', 'fd00::9', 'bad'] },
      {
        ingress: [
          { ip: '203.0.113.1' },
          { ip: '203.0.113.2', ipMode: 'Proxy' },
          { ip: 'fd00::8', ipMode: 'VIP' },
          { hostname: 'lb.example.com' },
        ],
      },
    )
    expect(onlyPort(given)).toMatchObject({
      externalIps: ['1.2.3.4'],
      loadBalancerVips: ['203.0.113.1'],
      externallyAccessible: true,
    })
  })

  it('programs no external addresses with AllowServiceExternalIPs off, and yet counts them as a way in', () => {
    const gates = { AllowServiceExternalIPs: false }
    const given = service({ externalIPs: ['1.2.3.4'], internalTrafficPolicy: 'Local' })
    const [port] = servicePortsOf(given, 'shop/web', 'IPv4', gates)?.values() ?? []
    expect(port).toMatchObject({ externalIps: [], usesClusterEndpoints: true })
  })

  it('trims source ranges, and lets one that means all empty the list', () => {
    const ranges = (...loadBalancerSourceRanges: string[]) =>
      onlyPort(service({ loadBalancerSourceRanges })).loadBalancerSourceRanges.map(
        ({ text }) => text,
      )
    expect(ranges(' 10.1.2.3/8 ', 'fd00::/8', 'bad')).toEqual(['10.0.0.0/8'])
    expect(ranges('10.0.0.0/8', '0.0.0.0/0')).toEqual([])
    expect(ranges('10.0.0.0/8', '::/0')).toEqual(['10.0.0.0/8'])
  })

  it.each([
    {
      name: 'ClusterIP with Local: no way in from outside',
      type: 'ClusterIP' as const,
      local: false,
      health: 0,
    },
    { name: 'NodePort with Local', type: 'NodePort' as const, local: true, health: 0 },
    { name: 'LoadBalancer with Local', type: 'LoadBalancer' as const, local: true, health: 32000 },
  ])('$name', ({ type, local, health }) => {
    const given = service({ type, externalTrafficPolicy: 'Local', healthCheckNodePort: 32000 })
    expect(onlyPort(given)).toMatchObject({
      externalPolicyLocal: local,
      healthCheckNodePort: health,
    })
  })

  it('has an affinity timeout with session affinity only', () => {
    const sessionAffinityConfig = { clientIP: { timeoutSeconds: 7 } }
    const given = service({ sessionAffinity: 'ClientIP', sessionAffinityConfig })
    expect(onlyPort(given).stickyMaxAgeSeconds).toBe(7)
    expect(onlyPort(service({ sessionAffinityConfig })).stickyMaxAgeSeconds).toBe(0)
  })
})

describe('equalServicePorts', () => {
  const of = (...given: Parameters<typeof service>) =>
    servicePortsOf(service(...given), 'shop/web', 'IPv4', {})

  it('tells a skipped Service from one without ports', () => {
    expect(equalServicePorts(undefined, undefined)).toBe(true)
    expect(equalServicePorts(undefined, of({ ports: [] }))).toBe(false)
  })

  it('tells no ranges from a range that means all', () => {
    const all = of({ loadBalancerSourceRanges: ['0.0.0.0/0'] })
    expect(equalServicePorts(of(), all)).toBe(false)
  })

  it('does not look at other ranges beside one that means all', () => {
    const one = of({ loadBalancerSourceRanges: ['10.0.0.0/8', '0.0.0.0/0'] })
    const other = of({ loadBalancerSourceRanges: ['0.0.0.0/0 ', '172.16.0.0/12'] })
    expect(equalServicePorts(one, other)).toBe(true)
  })

  it.each([
    {
      name: 'nothing that kube-proxy looks at',
      other: of({ selector: { app: 'web' } }),
      want: true,
    },
    { name: 'labels', other: of({}, { labels: { app: 'web' } }), want: true },
    { name: 'a node port', other: of({ ports: [{ nodePort: 30000 }] }), want: false },
    { name: 'a port name', other: of({ ports: [{ name: 'web' }] }), want: false },
    { name: 'the session affinity', other: of({ sessionAffinity: 'ClientIP' }), want: false },
    { name: 'an external address', other: of({ externalIPs: ['1.2.3.4'] }), want: false },
    {
      name: 'an external address of the other family',
      other: of({ externalIPs: ['fd00::1'] }),
      want: true,
    },
    { name: 'a VIP', other: of({}, { ingress: [{ ip: '1.2.3.4' }] }), want: false },
  ])('sees a change of $name: $want', ({ other, want }) => {
    expect(equalServicePorts(of(), other)).toBe(want)
  })
})
