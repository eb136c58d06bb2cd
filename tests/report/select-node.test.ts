import { describe, expect, it } from 'vitest'
import { makeCluster } from '../../src/kubernetes/cluster/make-cluster.ts'
import { selectNode } from '../../src/report/select-node.ts'

describe('the node that is meant', () => {
  const clusterOf = (nodes: number) => makeCluster([], { nodeCount: nodes })

  it('is the first where none is named', () => {
    expect(selectNode(clusterOf(2), undefined).metadata.name).toBe('node-1')
  })

  it('is the named one', () => {
    expect(selectNode(clusterOf(2), 'node-2').metadata.name).toBe('node-2')
  })

  it.each([
    { nodes: 2, says: 'no Node "n9"; there are: node-1, node-2' },
    { nodes: 7, says: 'node-1, node-2, node-3, node-4, node-5, … (7 in all)' },
  ])('is none of $nodes: those are listed', ({ nodes, says }) => {
    expect(() => selectNode(clusterOf(nodes), 'n9')).toThrow(says)
  })
})
