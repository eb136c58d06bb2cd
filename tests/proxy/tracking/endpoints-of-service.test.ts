import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  endpointsOfPort,
  endpointsOfService,
  hasUdp,
} from '../../../src/proxy/tracking/endpoints-of-service.ts'
import { slice } from '../objects.ts'
import { endpoints, texts } from '../ports.ts'

const ready = { ready: true, serving: true, terminating: false }
const leaving = { ready: false, serving: true, terminating: true }

it('sorts and joins any list as one would by hand', () => {
  const endpoint = fc.record({
    number: fc.integer({ min: 1, max: 30 }),
    terminating: fc.boolean(),
    serving: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(endpoint, { maxLength: 60 }), (given) => {
      const wanted = new Map<string, boolean>()
      for (const { number, terminating, serving } of given) {
        const text = `10.0.0.${number}:8080`
        if (!wanted.has(text) || !terminating) wanted.set(text, serving)
      }
      const found = endpoints(
        ...given.map(({ number, ...conditions }) => ({ address: `10.0.0.${number}`, conditions })),
      )
      expect(found.map(({ text, isServing }) => [text, isServing])).toEqual(
        [...wanted].sort(([a], [b]) => (a < b ? -1 : 1)),
      )
    }),
  )
})

describe('the endpoints of a Service', () => {
  it('come in the order of their text, not of their numbers', () => {
    expect(texts(endpoints('10.0.0.9', '10.0.0.1', '10.0.0.10'))).toEqual([
      '10.0.0.10:8080',
      '10.0.0.1:8080',
      '10.0.0.9:8080',
    ])
  })

  it('take the first address only, and leave out endpoints without one', () => {
    const list = slice([])
    const twoAddresses = { addresses: ['10.0.0.1', '10.0.0.2'], conditions: ready }
    const none = { addresses: [], conditions: ready }
    expect(texts(endpoints({ ...list, endpoints: [twoAddresses, none] }))).toEqual([
      '10.0.0.1:8080',
    ])
  })

  it.each([
    {
      name: 'the running one wins over the one that goes',
      first: leaving,
      second: ready,
      want: true,
    },
    { name: 'in whichever order', first: ready, second: leaving, want: true },
    {
      name: 'of two that go, the first',
      first: leaving,
      second: { ...leaving, serving: false },
      want: false,
    },
    { name: 'of two that run, the last', first: { ready: false }, second: ready, want: true },
  ])('under one address: $name', ({ first, second, want }) => {
    const list = endpoints(
      slice([{ address: '10.0.0.1', conditions: first }], { name: 'web-a' }),
      slice([{ address: '10.0.0.1', conditions: second }], { name: 'web-b' }),
    )
    expect(list).toMatchObject([{ isReady: want, isServing: true }])
  })

  it('stand by port and protocol; ports without a number are left out', () => {
    const ports = [
      { name: 'dns', protocol: 'UDP' as const, port: 53 },
      { name: 'dns', protocol: 'TCP' as const, port: 53 },
      { name: '', protocol: 'TCP' as const, port: 80 },
      { name: 'none', protocol: 'TCP' as const },
      { name: 'zero', protocol: 'TCP' as const, port: 0 },
    ]
    const all = endpointsOfService([slice(['10.0.0.1'], { ports })], '')
    expect(all.map(({ portName, protocol }) => [portName, protocol])).toEqual([
      ['dns', 'UDP'],
      ['dns', 'TCP'],
      ['', 'TCP'],
    ])
    expect(hasUdp(all)).toBe(true)
    expect(texts(endpointsOfPort(all, 'dns', 'TCP'))).toEqual(['10.0.0.1:53'])
    expect(endpointsOfPort(all, 'none', 'TCP')).toEqual([])
  })

  it('hold no port without endpoints', () => {
    expect(endpointsOfService([slice([])], 'node-1')).toEqual([])
    expect(hasUdp([])).toBe(false)
  })
})
