import { describe, expect, it } from 'vitest'
import { readLines, refusalOf } from '../read-text.ts'

const client = 'clients: { shop: { outside: true } }'
const to = (rest: string) => [client, `traffic: { steady: { from: shop, ${rest} } }`]

describe('documentWithout', () => {
  it('changes what it names, and nothing else', () => {
    const { cause, without } = readLines(
      ...to('to: svc/web, rate: 1/s, requests: 2'),
      'cluster: { kubeProxy: { restart: 9s }, toggles: [KEP-1669] }',
      'events: [{ at: 1s, name: roll, rollOut: deployment/shop }, { at: 2s, mode: ipvs }]',
      'without:',
      '  cause: Nothing rolls out.',
      '  modes: [ipvs]',
      '  cluster: { toggles: [] }',
      '  traffic: { steady: { rate: 5/s } }',
      '  skip: [roll]',
      '  expect: [{ failed: 1 }]',
    )
    expect(cause.modes).toEqual(['iptables', 'ipvs', 'nftables'])
    expect(without?.modes).toEqual(['ipvs'])
    expect(without?.settingsIn('ipvs').cluster.kubeProxy.restartMs).toBe(9_000)
    expect(without?.settingsIn('ipvs').cluster.toggles.size).toBe(0)
    expect(without?.traffic).toMatchObject([{ load: { perSecond: 5 }, talk: { requests: 2 } }])
    expect(without?.events.map(({ label }) => label)).toEqual(['mode ipvs'])
    expect(without?.expectations.map(({ text }) => text)).toEqual(['failed is 1'])
    expect(readLines().without).toBeUndefined()
  })
})

describe('what is refused', () => {
  it.each([
    {
      name: 'without: an event that is not there',
      lines: ['without: { cause: None., skip: [a], expect: [{ failed: 1 }] }'],
      want: '5:33: no event is called "a"',
    },
    {
      name: 'without: traffic that is not there',
      lines: ['without: { cause: None., traffic: { a: { rate: 1/s } }, expect: [{ failed: 1 }] }'],
      want: '"a" is none of the scenario\'s own',
    },
    {
      name: 'without: what is wrong only there',
      lines: ['without: { cause: None., cluster: { toggles: [x] }, expect: [{ failed: 1 }] }'],
      want: '5:47: no toggle "x"',
    },
  ])('$name', ({ lines, want }) => expect(refusalOf(() => readLines(...lines))).toContain(want))
})
