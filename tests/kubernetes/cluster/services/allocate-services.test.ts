import { describe, expect, it } from 'vitest'
import { networksOf } from '../../../../src/kubernetes/cluster/networks.ts'
import { allocateServices } from '../../../../src/kubernetes/cluster/services/allocate-services.ts'
import { serviceOf } from '../../manifests.ts'

const networks = networksOf([])
const ports = [{ port: 80 }]

describe('allocation', () => {
  it('never gives away what a later Service asks for', () => {
    const [first] = allocateServices([serviceOf({ ports }, { name: 'a' })], networks, [])
    const greedy = serviceOf({ ports, clusterIP: first?.spec.clusterIP }, { name: 'b' })
    const [moved, given] = allocateServices(
      [serviceOf({ ports }, { name: 'a' }), greedy],
      networks,
      [],
    )
    expect(given?.spec.clusterIP).toBe(first?.spec.clusterIP)
    expect(moved?.spec.clusterIP).not.toBe(first?.spec.clusterIP)
  })

  it('keeps what an update does not mention', () => {
    const before = allocateServices(
      [
        serviceOf({
          type: 'LoadBalancer',
          externalTrafficPolicy: 'Local',
          ports,
          clusterIP: '10.96.0.9',
        }),
      ],
      networks,
      [],
    )
    const update = serviceOf({ type: 'LoadBalancer', externalTrafficPolicy: 'Local', ports })
    expect(allocateServices([update], networks, before)).toEqual(before)
  })

  it('validates what it has allocated', () => {
    expect(() => allocateServices([serviceOf({ ports: [{ port: 0 }] })], networks, [])).toThrow(
      'spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive',
    )
  })
})
