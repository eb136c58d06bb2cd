import { describe, expect, it } from 'vitest'
import { makeNodes } from '../../../../src/kubernetes/cluster/made-nodes.ts'
import { Placement } from '../../../../src/kubernetes/cluster/pods/placement.ts'
import { theOnly } from '../../manifests.ts'

const nodes = makeNodes([], ['IPv4', 'IPv6'], 2, 0)
const pod = (name: string, spec = '{}', owner = 'a') =>
  theOnly(
    'Pod',
    `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, ownerReferences: [{apiVersion: v1, kind: A, name: ${owner}, uid: u}]}\nspec: ${spec}`,
  )
const placeAll = (pods: ReturnType<typeof pod>[]) => {
  const placement = new Placement(nodes, ['IPv4', 'IPv6'])
  for (const one of pods) placement.occupy(one)
  return pods.map((one) => placement.place(one))
}

describe('placement', () => {
  it('spreads the Pods of one owner, and gives each an address of every family', () => {
    const placed = placeAll([pod('v'), pod('w'), pod('z', '{}', 'b')])
    expect(
      placed.map(({ spec, status }) => [spec.nodeName, ...status.podIPs.map(({ ip }) => ip)]),
    ).toEqual([
      ['node-1', '10.244.1.2', 'fd00:10:244:1::2'],
      ['node-2', '10.244.2.2', 'fd00:10:244:2::2'],
      ['node-1', '10.244.1.3', 'fd00:10:244:1::3'],
    ])
  })

  it("gives Pods on the host's network the node's addresses", () => {
    const [placed] = placeAll([pod('v', '{hostNetwork: true, nodeName: node-2}')])
    expect(placed?.status.podIPs).toEqual([{ ip: '192.168.0.11' }, { ip: '2001:db8::b' }])
  })

  it('leaves a Pod pending that no node takes', () => {
    const placed = placeAll([pod('v', '{nodeSelector: {disk: ssd}}'), pod('w', '{nodeName: gone}')])
    expect(placed.map(({ status }) => status.phase)).toEqual(['Pending', 'Pending'])
    expect(placed.flatMap(({ status }) => status.podIPs)).toEqual([])
  })

  it('does not give an address again at once when its Pod is gone, and fills the place', () => {
    const placement = new Placement(nodes, ['IPv4', 'IPv6'])
    const first = placement.place(pod('v'))
    placement.place(pod('w'))
    placement.release(first)
    const { spec, status } = placement.place(pod('x'))
    expect([spec.nodeName, status.podIPs[0]?.ip]).toEqual(['node-1', '10.244.1.3'])
  })

  it('gives a full network its freed addresses again', () => {
    const small = nodes.slice(0, 1).map((node) => ({
      ...node,
      spec: { ...node.spec, podCIDRs: ['10.9.0.0/29'] },
    }))
    const placement = new Placement(small, ['IPv4'])
    const placed = Array.from({ length: 5 }, (_, index) => placement.place(pod(`p${index}`)))
    expect(placement.place(pod('late')).status.phase).toBe('Pending')
    for (const one of placed.slice(0, 1)) placement.release(one)
    expect(placement.place(pod('later')).status.podIPs).toEqual([{ ip: '10.9.0.2' }])
  })

  it('takes no Pods on a node that is no more', () => {
    const placement = new Placement(nodes, ['IPv4'])
    placement.removeNode('node-1')
    expect(['v', 'w'].map((name) => placement.place(pod(name)).spec.nodeName)).toEqual([
      'node-2',
      'node-2',
    ])
  })

  it('takes no Pods on a node that has since been tainted', () => {
    const placement = new Placement(nodes, ['IPv4'])
    for (const node of nodes.slice(0, 1))
      placement.setNode({
        ...node,
        spec: { ...node.spec, taints: [{ key: 'lost', effect: 'NoSchedule' }] },
      })
    expect(placement.place(pod('v')).spec.nodeName).toBe('node-2')
  })
})
