import { describe, expect, it } from 'vitest'
import { type ConntrackFlow, staleFlows } from '../../../src/proxy/node/conntrack-cleanup.ts'
import { service } from '../objects.ts'
import { endpoints, onlyPort } from '../ports.ts'

const udpService = service(
  {
    type: 'LoadBalancer',
    ports: [{ protocol: 'UDP', port: 53, nodePort: 30053 }],
    externalIPs: ['1.2.3.4'],
  },
  { ingress: [{ ip: '203.0.113.1' }] },
)
const udpPort = onlyPort(udpService)
const serving = endpoints({ address: '10.0.0.1', conditions: { ready: false, serving: true } })

const flow = (changes: Partial<ConntrackFlow> = {}): ConntrackFlow => ({
  protocol: 'udp',
  source: '10.0.0.77',
  destination: '10.96.0.1',
  sourcePort: 1234,
  destinationPort: 53,
  replySource: '10.0.0.9',
  replyDestination: '10.0.0.77',
  replySourcePort: 8080,
  replyDestinationPort: 1234,
  ...changes,
})
const toServing = { replySource: '10.0.0.1', replySourcePort: 8080 }

describe('staleFlows', () => {
  it.each([
    { name: 'to an endpoint that is gone', change: {}, want: 1 },
    { name: 'to one that serves, ready or not', change: toServing, want: 0 },
    {
      name: 'to another port of it',
      change: { replySource: '10.0.0.1', replySourcePort: 1 },
      want: 1,
    },
    { name: 'of TCP', change: { protocol: 'tcp' }, want: 0 },
    { name: 'to an external address', change: { destination: '1.2.3.4' }, want: 1 },
    { name: 'to a load balancer address', change: { destination: '203.0.113.1' }, want: 1 },
    { name: 'to another port', change: { destinationPort: 54 }, want: 0 },
    {
      name: "to a node port's number on any address",
      change: { destination: '8.8.8.8', destinationPort: 30053 },
      want: 1,
    },
    {
      name: 'to a node port and an endpoint that serves',
      change: { ...toServing, destination: '8.8.8.8', destinationPort: 30053 },
      want: 0,
    },
  ])('an entry $name: $want', ({ change, want }) => {
    expect(staleFlows([flow(change)], [udpPort], () => serving)).toHaveLength(want)
  })

  it('takes nobody to serve a Service that is no more, unless another one has its address', () => {
    const deletedPorts = [udpPort]
    const toPod = [flow(toServing)]
    expect(staleFlows(toPod, [], () => serving, { deletedPorts })).toEqual(toPod)
    expect(staleFlows(toPod, [onlyPort(udpService)], () => serving, { deletedPorts })).toEqual([])
  })

  it('leaves the entries of a Service that has no serving endpoint', () => {
    const gone = endpoints({ address: '10.0.0.1', conditions: { serving: false } })
    expect(staleFlows([flow()], [udpPort], () => gone)).toEqual([])
    expect(staleFlows([flow()], [udpPort], () => [])).toEqual([])
  })

  it('leaves the entries of TCP Services', () => {
    expect(
      staleFlows([flow()], [onlyPort(service({ ports: [{ port: 53 }] }))], () => serving),
    ).toEqual([])
  })
})
