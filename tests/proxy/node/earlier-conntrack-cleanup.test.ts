import { expect, it } from 'vitest'
import { EarlierConntrackCleanup } from '../../../src/proxy/node/earlier-conntrack-cleanup.ts'
import { endpointInfo } from '../../../src/proxy/tracking/endpoint-info.ts'
import { servicePortsOf } from '../../../src/proxy/tracking/service-port.ts'
import { serviceOf } from '../../kubernetes/manifests.ts'

const service = serviceOf({
  clusterIP: '10.96.0.10',
  clusterIPs: ['10.96.0.10'],
  ipFamilies: ['IPv4'],
  type: 'NodePort',
  ports: [{ port: 53, protocol: 'UDP', nodePort: 30_053 }],
})
const ports = [...(servicePortsOf(service, 'default/web', 'IPv4', {})?.values() ?? [])]
const at = (address: string, serving: boolean) =>
  endpointInfo({ addresses: [address], conditions: { serving } }, address, 53, '')
const flow = (destination: string, destinationPort: number, replySource: string) => ({
  protocol: 'udp',
  source: '10.0.0.1',
  sourcePort: 1000,
  destination,
  destinationPort,
  replySource,
  replySourcePort: replySource === destination ? destinationPort : 53,
  replyDestination: '10.0.0.1',
  replyDestinationPort: 1000,
})
const flows = {
  toA: flow('10.96.0.10', 53, '10.1.0.1'),
  toB: flow('10.96.0.10', 53, '10.1.0.2'),
  untranslated: flow('10.96.0.10', 53, '10.96.0.10'),
  nodePort: flow('192.168.0.10', 30_053, '10.1.0.1'),
  other: flow('10.96.0.99', 53, '10.1.0.1'),
}

it.each([
  { name: 'nothing changed', before: ['10.1.0.1'], after: ['10.1.0.1'], want: [] },
  {
    name: 'one endpoint of two went',
    before: ['10.1.0.1', '10.1.0.2'],
    after: ['10.1.0.2'],
    want: ['toA', 'nodePort'],
  },
  { name: 'the last endpoint went', before: ['10.1.0.1'], after: [], want: ['toA', 'nodePort'] },
  {
    name: 'the first endpoint came',
    before: [],
    after: ['10.1.0.2'],
    want: ['toA', 'toB', 'untranslated', 'nodePort'],
  },
  {
    name: 'the Service went',
    before: ['10.1.0.1'],
    after: undefined,
    want: ['toA', 'toB', 'untranslated', 'nodePort'],
  },
])('$name', ({ before, after, want }) => {
  const cleanup = new EarlierConntrackCleanup()
  const serving = (addresses: readonly string[]) => () => addresses.map((one) => at(one, true))
  cleanup.update(ports, serving(before))
  const cleans = cleanup.update(after === undefined ? [] : ports, serving(after ?? []))
  const stale = cleanup.staleFlows(Object.values(flows))
  expect(cleans).toBe(want.length > 0)
  expect(Object.entries(flows).flatMap(([name, one]) => (stale.includes(one) ? name : []))).toEqual(
    want,
  )
})

it('before 1.8 nothing goes when the first endpoint comes', () => {
  const cleanup = new EarlierConntrackCleanup(false)
  cleanup.update(ports, () => [])
  expect(cleanup.update(ports, () => [at('10.1.0.1', true)])).toBe(false)
  expect(cleanup.staleFlows(Object.values(flows))).toEqual([])
})

it('takes an endpoint that no longer serves for one that went', () => {
  const cleanup = new EarlierConntrackCleanup()
  cleanup.update(ports, () => [at('10.1.0.1', true), at('10.1.0.2', true)])
  cleanup.update(ports, () => [at('10.1.0.1', false), at('10.1.0.2', true)])
  expect(cleanup.staleFlows([flows.toA, flows.toB])).toEqual([flows.toA])
})
