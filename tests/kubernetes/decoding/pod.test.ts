import { describe, expect, it } from 'vitest'
import { theOnly } from '../manifests.ts'

const pod = (body: string) =>
  theOnly('Pod', `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n${body}`)

describe('a Pod', () => {
  it('keeps the ports of its containers and of its sidecars', () => {
    const { spec } = pod(
      'spec:\n  containers: [{name: c, ports: [{containerPort: 80}]}]\n  initContainers: [{name: i}, {name: s, restartPolicy: Always, ports: [{name: p, containerPort: 1}]}]',
    )
    expect(spec.containers).toEqual([
      { name: 'c', ports: [{ containerPort: 80, protocol: 'TCP' }] },
    ])
    expect(spec.initContainers).toHaveLength(1)
  })

  it("takes the host's ports with hostNetwork", () => {
    const { spec } = pod(
      'spec: {hostNetwork: true, containers: [{name: c, ports: [{containerPort: 80}]}]}',
    )
    expect(spec.containers[0]?.ports[0]?.hostPort).toBe(80)
  })

  it('says how names are found, and whether it is told of Services', () => {
    const { spec } = pod(
      'spec: {dnsPolicy: None, dnsConfig: {nameservers: [10.0.0.1], options: [{name: ndots, value: "2"}, {name: rotate}]}, enableServiceLinks: false}',
    )
    expect(spec).toMatchObject({
      dnsPolicy: 'None',
      dnsConfig: {
        nameservers: ['10.0.0.1'],
        searches: [],
        options: [{ name: 'ndots', value: '2' }, { name: 'rotate' }],
      },
      enableServiceLinks: false,
    })
    expect(pod('spec: {}').spec).not.toHaveProperty('dnsPolicy')
  })

  it('has run where it has a status', () => {
    expect(pod('spec: {}').hasStatus).toBe(false)
    const ran = pod('status: {podIP: 10.0.0.1, phase: Running}')
    expect(ran).toMatchObject({ hasStatus: true, status: { podIPs: [{ ip: '10.0.0.1' }] } })
  })
})
