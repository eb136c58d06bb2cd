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
})
