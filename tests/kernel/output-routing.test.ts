import { expect, it } from 'vitest'
import { Routing } from '../../src/kernel/netfilter/routing.ts'
import { refuseSource, refuseToSend } from '../../src/kernel/output-routing.ts'
import { parseAddress } from '../../src/packet/address.ts'
import { testRouting } from './packets.ts'

const settings = (routeLocalnet: boolean) => () => ({
  routeLocalnet,
  reversePathFilter: 0,
  acceptLocal: false,
})
const refusal = (from: string, to: string, localnet = false, routing = testRouting()) =>
  refuseToSend(routing.lookUp(parseAddress(to)), parseAddress(from), settings(localnet))

it.each([
  { from: '192.168.0.10', to: '8.8.8.8', want: undefined },
  { from: '192.168.0.10', to: '203.0.113.1', want: 'EINVAL' },
  { from: '192.168.0.10', to: '198.51.100.1', want: 'EHOSTUNREACH' },
  { from: '127.0.0.1', to: '10.244.1.1', want: 'EINVAL' },
  { from: '127.0.0.1', to: '192.168.0.10', want: undefined },
])('from $from to $to: $want', ({ from, to, want }) => expect(refusal(from, to)).toBe(want))

it('127.0.0.1 may leave with route_localnet', () => {
  expect(refusal('127.0.0.1', '10.244.1.1', true)).toBeUndefined()
})

it('nothing leaves without a route', () => {
  expect(refusal('192.168.0.10', '8.8.8.8', false, new Routing([], []))).toBe('ENETUNREACH')
})

it.each([
  { from: '192.168.0.10', want: undefined },
  { from: '127.0.0.5', want: undefined },
  { from: '0.0.0.0', want: undefined },
  { from: '10.96.0.23', want: 'ENETUNREACH' },
  { from: '224.0.0.1', want: 'EINVAL' },
  { from: 'fd00:96::23', want: undefined },
])('a socket bound to $from: $want', ({ from, want }) => {
  const routing = testRouting()
  expect(refuseSource(parseAddress(from), (address) => routing.addressType(address))).toBe(want)
})

it('where nobody knows the addresses, any source goes', () => {
  const routing = new Routing([], [], { addressesKnown: false })
  expect(
    refuseSource(parseAddress('10.96.0.23'), (address) => routing.addressType(address)),
  ).toBeUndefined()
})
