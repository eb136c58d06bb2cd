import { describe, expect, it } from 'vitest'
import { EndpointSliceCache } from '../../../src/proxy/tracking/endpoint-slice-cache.ts'
import { slice } from '../objects.ts'

const addresses = (cache: EndpointSliceCache, serviceName = 'shop/web') =>
  cache.endpointsOf(serviceName).flatMap(({ endpoints }) => endpoints.map(({ ip }) => ip))
const cacheWith = (...slices: ReturnType<typeof slice>[]) => {
  const cache = new EndpointSliceCache('IPv4', 'node-1')
  for (const one of slices) cache.update(one, false)
  cache.checkOut()
  return cache
}

describe('EndpointSliceCache', () => {
  it('shows a change only after it was checked out', () => {
    const cache = new EndpointSliceCache('IPv4', 'node-1')
    expect(cache.update(slice(['10.0.0.1']), false)).toBe(true)
    expect(addresses(cache)).toEqual([])
    expect(cache.checkOut().changedServices).toEqual(new Set(['shop/web']))
    expect(addresses(cache)).toEqual(['10.0.0.1'])
    expect(cache.checkOut().changedServices.size).toBe(0)
  })

  it('joins slices, and forgets the one that goes', () => {
    const cache = cacheWith(slice(['10.0.0.2'], { name: 'b' }), slice(['10.0.0.1'], { name: 'a' }))
    expect(addresses(cache)).toEqual(['10.0.0.1', '10.0.0.2'])
    expect(cache.update(slice([], { name: 'b' }), true)).toBe(true)
    cache.checkOut()
    expect(addresses(cache)).toEqual(['10.0.0.1'])
  })

  it.each([
    { name: 'another family', given: slice(['fd00::1'], { addressType: 'IPv6' }) },
    { name: 'names as addresses', given: slice(['example.com'], { addressType: 'FQDN' }) },
    {
      name: 'no Service',
      given: slice(['10.0.0.1'], { labels: { 'kubernetes.io/service-name': '' } }),
    },
  ])('takes no notice of a slice with $name', ({ given }) => {
    expect(new EndpointSliceCache('IPv4', 'node-1').update(given, false)).toBe(false)
  })

  it('takes the same slice again, or one gone that never was, for no change', () => {
    const cache = cacheWith(slice(['10.0.0.1']))
    expect(cache.update(slice(['10.0.0.1']), false)).toBe(false)
    expect(cache.update(slice([], { name: 'never' }), true)).toBe(false)
  })

  it('takes a change of a mere annotation for one', () => {
    const cache = cacheWith(slice(['10.0.0.1']))
    const one = slice(['10.0.0.1'])
    const noted = { ...one, metadata: { ...one.metadata, annotations: { a: 'b' } } }
    expect(cache.update(noted, false)).toBe(true)
  })

  it('counts what waits before what is applied', () => {
    const cache = new EndpointSliceCache('IPv4', 'node-1')
    cache.update(slice(['10.0.0.1']), false)
    expect(cache.update(slice(['10.0.0.1']), true)).toBe(true)
    expect(cache.update(slice(['10.0.0.1']), true)).toBe(false)
    expect(cache.checkOut().changedServices.size).toBe(1)
    expect(addresses(cache)).toEqual([])
  })

  it('leaves a slice that changes its Service with the old one too, as kube-proxy does', () => {
    const cache = cacheWith(slice(['10.0.0.1']))
    cache.update(slice(['10.0.0.1'], { labels: { 'kubernetes.io/service-name': 'api' } }), false)
    cache.checkOut()
    expect([addresses(cache), addresses(cache, 'shop/api')]).toEqual([['10.0.0.1'], ['10.0.0.1']])
  })

  it('asks for a conntrack clean-up when a UDP port comes, changes or goes', () => {
    const udp = (address: string[]) =>
      slice(address, { ports: [{ name: 'dns', protocol: 'UDP', port: 53 }] })
    const cache = new EndpointSliceCache('IPv4', 'node-1')
    for (const [one, isRemoved] of [
      [udp(['10.0.0.1']), false],
      [udp([]), true],
    ] as const) {
      cache.update(one, isRemoved)
      expect(cache.checkOut().needsConntrackCleanup).toBe(true)
    }
    cache.update(slice(['10.0.0.1']), false)
    expect(cache.checkOut().needsConntrackCleanup).toBe(false)
  })
})
