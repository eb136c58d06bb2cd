import { expect, it } from 'vitest'
import { WatchedNode } from '../../../src/proxy/node/watched-node.ts'

const labelled = (labels: Record<string, string>) => ({
  metadata: { name: 'node-1', namespace: '', labels, annotations: {} },
})
const zone = 'topology.kubernetes.io/zone'

it('tells of a new zone, and of no other label', () => {
  const node = new WatchedNode()
  expect(node.update(labelled({}))).toBe(false)
  expect(node.zone).toBe('')
  expect(node.update(labelled({ [zone]: 'a' }))).toBe(true)
  expect(node.update(labelled({ [zone]: 'a', x: 'y' }))).toBe(false)
  expect(node.zone).toBe('a')
})

it('tells an empty zone from none', () => {
  const node = new WatchedNode()
  expect(node.update(labelled({ [zone]: '' }))).toBe(true)
  expect(node.update(labelled({}))).toBe(true)
})
