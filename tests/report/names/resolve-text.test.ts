import { expect, it } from 'vitest'
import { parseAddress } from '../../../src/packet/address.ts'
import { formatResolution, resolutionJson } from '../../../src/report/names/resolve-text.ts'
import { nodesResolvConf } from '../../../src/simulation/dns/resolv-conf.ts'
import type { Resolution } from '../../../src/simulation/dns/stub-resolver.ts'

const record = (address: string) =>
  ({ name: 'pods.shop', ttlSeconds: 30, type: 'A', address: parseAddress(address) }) as const
const records = [record('10.0.0.1'), record('10.0.0.2')]
const resolution: Resolution = {
  outcome: 'found',
  queries: [
    {
      name: 'pods.shop',
      type: 'A',
      answer: { outcome: 'answered', records, additional: [], upstreamName: 'db.example' },
    },
  ],
  records,
  additional: [],
}

it('says that the order of addresses is not fixed, and where a name leads', () => {
  expect(formatResolution('pods', 'me', nodesResolvConf, resolution)).toBe(`pods from me
  # here stand the node's own, which manifests do not tell

QUERY       TYPE  ANSWER
pods.shop.  A     NOERROR, 2 records; db.example is asked of the node's nameservers

pods.shop. 30 IN A 10.0.0.1
pods.shop. 30 IN A 10.0.0.2

found; a real answer has its 2 addresses in random order (CoreDNS loadbalance)
`)
})

it('is data too', () => {
  expect(JSON.parse(resolutionJson('pods', 'me', nodesResolvConf, resolution))).toMatchObject({
    records: [{ address: '10.0.0.1' }, { address: '10.0.0.2' }],
    queries: [{ upstreamName: 'db.example' }],
  })
})
