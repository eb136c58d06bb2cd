import { describe, expect, it } from 'vitest'
import {
  isMirrored,
  mirrorEndpoints,
} from '../../../../src/kubernetes/cluster/slices/mirrored-slices.ts'
import { theOnly } from '../../manifests.ts'

const endpoints = (subsets: string, metadata = '') =>
  theOnly(
    'Endpoints',
    `apiVersion: v1\nkind: Endpoints\nmetadata: {name: db${metadata}}\nsubsets: ${subsets}`,
  )
const shape = (subsets: string) =>
  mirrorEndpoints(endpoints(subsets)).map(({ addressType, ports, endpoints: list }) => [
    addressType,
    ports.map(({ port }) => port),
    list.map(({ addresses, conditions }) => `${addresses} ${conditions.ready}`),
  ])

describe('mirrored Endpoints', () => {
  it('make one slice a set of ports and family', () => {
    expect(
      shape(
        '[{addresses: [{ip: 10.0.0.1}, {ip: "fd00::1"}], notReadyAddresses: [{ip: 10.0.0.2}], ports: [{port: 80}]}]',
      ),
    ).toEqual([
      ['IPv4', [80], ['10.0.0.1 true', '10.0.0.2 false']],
      ['IPv6', [80], ['fd00::1 true']],
    ])
  })

  it('join subsets whose ports have the same addresses, and not ready trumps ready', () => {
    expect(
      shape(
        '[{addresses: [{ip: 10.0.0.1}], ports: [{name: a, port: 80}]}, {addresses: [{ip: 10.0.0.1}], ports: [{name: b, port: 81}]}, {notReadyAddresses: [{ip: 10.0.0.1}], ports: [{name: b, port: 81}, {name: a, port: 80}]}]',
      ),
    ).toEqual([['IPv4', [80, 81], ['10.0.0.1 false']]])
  })

  it('bear the labels of their origin', () => {
    const [slice] = mirrorEndpoints(
      endpoints('[{addresses: [{ip: 10.0.0.1}]}]', ', labels: {a: b}'),
    )
    expect(slice?.metadata.labels).toEqual({
      a: 'b',
      'kubernetes.io/service-name': 'db',
      'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io',
    })
  })

  it('are left alone where they ask for it', () => {
    expect(isMirrored(endpoints('[]'))).toBe(true)
    expect(
      isMirrored(endpoints('[]', ', labels: {endpointslice.kubernetes.io/skip-mirror: "true"}')),
    ).toBe(false)
    expect(
      isMirrored(endpoints('[]', ', annotations: {control-plane.alpha.kubernetes.io/leader: x}')),
    ).toBe(false)
  })
})
