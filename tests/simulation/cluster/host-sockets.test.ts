import { expect, it } from 'vitest'
import { packet } from '../../kernel/packets.ts'
import { begin } from './living.ts'

const request = packet('tcp', '10.0.0.1:1000', '10.0.0.2:9100')
const text =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostNetwork: true, nodeName: node-1, containers: [{name: c, ports: [{containerPort: 9100}]}]}'

it("listens on the node's addresses as long as the Pod does", () => {
  const story = begin(text)
  const { emulated } = story.cluster.nodes.get('node-1') ?? {}
  const address = story.cluster.podNamed('default/a')?.addresses[0]
  if (emulated === undefined || address === undefined) return expect.unreachable()
  const listens = () => emulated.kernel.sockets.takes({ ...request, destination: address })
  const seen = [listens()]
  story.cluster.deletePod('default/a')
  story.timeline.runTo(10_000)
  seen.push(listens())
  expect(seen).toEqual([true, false])
  expect(story.cluster.podAt(address)).toBeUndefined()
})
