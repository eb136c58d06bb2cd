import { describe, expect, it } from 'vitest'
import { ServiceAddresses } from '../../../../src/kubernetes/cluster/services/service-addresses.ts'
import type { Service } from '../../../../src/kubernetes/objects/service.ts'
import { parsePrefix } from '../../../../src/packet/address.ts'
import { serviceOf } from '../../manifests.ts'

const pool = (...ranges: string[]) =>
  new ServiceAddresses({
    families: ['IPv4', 'IPv6'],
    serviceRanges: (ranges.length === 0 ? ['10.96.0.0/12', 'fd00:10:96::/112'] : ranges).map(
      (range) => parsePrefix(range),
    ),
  })
const withFamilies = (service: Service, ...ipFamilies: ('IPv4' | 'IPv6')[]) => ({
  ...service,
  spec: { ...service.spec, ipFamilies },
})

describe('addresses of Services', () => {
  it('gives one of each family, always the same for a name', () => {
    const service = withFamilies(serviceOf({}), 'IPv6', 'IPv4')
    const { clusterIP, clusterIPs } = pool().allocate(service).spec
    expect(clusterIPs[0]).toMatch(/^fd00:10:96::/)
    expect(clusterIPs[1]).toMatch(/^10\.(9[6-9]|1[01]\d)\./)
    expect(clusterIP).toBe(clusterIPs[0])
    expect(pool().allocate(service).spec.clusterIPs).toEqual(clusterIPs)
  })

  it('keeps what is given, headless Services without, and adds what is missing', () => {
    const given = withFamilies(serviceOf({ clusterIP: '10.96.0.10' }), 'IPv4', 'IPv6')
    expect(pool().allocate(given).spec.clusterIPs).toEqual([
      '10.96.0.10',
      expect.stringMatching(/^fd00:10:96::/),
    ])
    const headless = withFamilies(serviceOf({ clusterIP: 'None' }), 'IPv4')
    expect(pool().allocate(headless).spec.clusterIPs).toEqual(['None'])
  })

  it.each([
    {
      name: 'taken',
      ip: '10.96.0.10',
      want: 'failed to allocate IP 10.96.0.10: provided IP is already allocated',
    },
    {
      name: 'of no range',
      ip: '192.168.1.1',
      want: 'spec.clusterIPs: Invalid value: ["192.168.1.1"]: failed to allocate IP 192.168.1.1: the provided network does not match the current range',
    },
    {
      name: 'the network itself',
      ip: '10.96.0.0',
      want: 'the provided IP (10.96.0.0) is not in the valid range. The range of valid IPs is 10.96.0.0/12',
    },
  ])('refuses an address that is $name', ({ ip, want }) => {
    const addresses = pool()
    addresses.reserve(serviceOf({ clusterIP: '10.96.0.10' }, { name: 'first' }))
    expect(() => addresses.reserve(serviceOf({ clusterIP: ip }))).toThrow(want)
  })

  it('says when a range is full', () => {
    const addresses = pool('10.0.0.0/30')
    const service = (name: string) => withFamilies(serviceOf({}, { name }), 'IPv4')
    addresses.allocate(service('a'))
    addresses.allocate(service('b'))
    expect(() => addresses.allocate(service('c'))).toThrow('range is full')
  })

  it('gives load balancers what they ask for, or an address that nobody else has', () => {
    const asked = withFamilies(
      serviceOf({ type: 'LoadBalancer', loadBalancerIP: '1.2.3.4' }),
      'IPv4',
    )
    expect(pool().allocate(asked).status.loadBalancer.ingress).toEqual([
      { ip: '1.2.3.4', ipMode: 'VIP' },
    ])
    const addresses = pool()
    const given = Array.from({ length: 500 }, (_, index) => {
      const service = serviceOf({ type: 'LoadBalancer' }, { name: `web-${index}` })
      return addresses.allocate(withFamilies(service, 'IPv4')).status.loadBalancer.ingress[0]?.ip
    })
    expect(new Set(given).size).toBe(500)
  })
})
