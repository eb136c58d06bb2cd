import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NodePorts } from '../../../../src/kubernetes/cluster/services/node-ports.ts'
import { serviceOf } from '../../manifests.ts'

const nodePort = (ports: object[], name = 'web', more = {}) =>
  serviceOf({ type: 'NodePort', ports, ...more }, { name })

describe('node ports', () => {
  it('ports of one Service with the same number share one', () => {
    const dns = nodePort([
      { name: 'dns', port: 53, protocol: 'UDP' },
      { name: 'dns-tcp', port: 53 },
      { name: 'metrics', port: 9153 },
    ])
    const [udp, tcp, metrics] = new NodePorts()
      .allocate(dns)
      .spec.ports.map((port) => port.nodePort)
    expect(udp).toBe(tcp)
    expect(metrics).not.toBe(udp)
    expect(udp).toBeGreaterThanOrEqual(30_086)
    expect(udp).toBeLessThanOrEqual(32_767)
  })

  it.each([
    {
      name: 'twice',
      first: 30_080,
      second: 30_080,
      want: 'spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated',
    },
    {
      name: 'out of range',
      first: 30_080,
      second: 80,
      want: 'spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
    },
  ])('refuses a port $name', ({ first, second, want }) => {
    const ports = new NodePorts()
    ports.reserve(nodePort([{ port: 80, nodePort: first }], 'a'))
    expect(() =>
      ports.reserve(nodePort([{ port: 80, nodePort: second, protocol: 'UDP' }], 'b')),
    ).toThrow(want)
  })

  it('lets Services of a cluster keep ports of whatever range', () => {
    const service = serviceOf(
      { type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] },
      { uid: 'u' },
    )
    expect(() => new NodePorts().reserve(service)).not.toThrow()
  })

  it('gives a health check port where one is needed, and none that are not wanted', () => {
    const service = serviceOf({
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Local',
      allocateLoadBalancerNodePorts: false,
      ports: [{ port: 80 }],
    })
    const { spec } = new NodePorts().allocate(service)
    expect(spec.healthCheckNodePort).toBeGreaterThanOrEqual(30_000)
    expect(spec.ports[0]?.nodePort).toBe(0)
  })

  it('is never given twice, and ends with a word', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { maxLength: 100 }),
        (names) => {
          const ports = new NodePorts()
          const given = names.map(
            (name) => ports.allocate(nodePort([{ port: 80 }], name)).spec.ports[0]?.nodePort,
          )
          expect(new Set(given).size).toBe(names.length)
        },
      ),
    )
    const ports = new NodePorts()
    const all = () => {
      for (let index = 0; index < 3_000; index += 1)
        ports.allocate(nodePort([{ port: 80 }], `web-${index}`))
    }
    expect(all).toThrow('failed to allocate a nodePort: range is full')
  })
})
