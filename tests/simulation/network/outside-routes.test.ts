import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../../src/packet/address.ts'
import { OutsideRoutes } from '../../../src/simulation/network/outside-routes.ts'
import { webObjects } from './small-cluster.ts'

describe('the network around the nodes', () => {
  const routes = new OutsideRoutes()
  routes.update(webObjects({ externalIPs: ['198.51.100.9', '192.168.0.11'] }))

  it.each([
    { name: 'a node’s address', to: '192.168.0.10', want: { kind: 'node', node: 'node-1' } },
    {
      name: 'a node’s address that a Service claims',
      to: '192.168.0.11',
      want: { kind: 'node', node: 'node-2' },
    },
    { name: 'a pod’s address', to: '10.244.2.30', want: { kind: 'node', node: 'node-2' } },
    {
      name: 'a load balancer',
      to: '198.51.100.7',
      want: { kind: 'load-balancer', service: 'default/web' },
    },
    { name: 'an external IP', to: '198.51.100.9', want: { kind: 'any-node' } },
    { name: 'a cluster IP', to: '10.96.0.10', want: { kind: 'nobody' } },
    { name: 'anything else', to: '8.8.8.8', want: { kind: 'outside' } },
  ])('knows $name', ({ to, want }) => {
    expect(routes.routeTo(parseAddress(to))).toEqual(want)
  })

  it('knows the zones of nodes', () => {
    expect(routes.zoneOf('node-1')).toBe('zone-a')
    expect(routes.zoneOf('node-9')).toBeUndefined()
  })

  it('follows the objects', () => {
    const others = new OutsideRoutes()
    others.update(webObjects())
    others.update([])
    expect(others.routeTo(parseAddress('198.51.100.7')).kind).toBe('outside')
  })
})
