import { describe, expect, it } from 'vitest'
import { readCluster } from '../../../src/kubernetes/cluster/read-cluster.ts'
import { readSourceFiles } from '../../../src/kubernetes/reading/source-files.ts'
import { clusterOfObjects, syntheticCluster } from '../../../src/report/bench/bench-clusters.ts'

const objectsOf = (path: string) => readCluster(readSourceFiles([path])).objects

describe('the cluster of a bench', () => {
  it('made up: as many targets as Services, and one Service more for a change', () => {
    const cluster = syntheticCluster(7, 2, true)
    expect(cluster.targets).toHaveLength(7)
    expect(cluster.objects).toHaveLength(1 + 2 * 7)
    expect(cluster.oneMore).toHaveLength(2)
    expect(cluster.objects).not.toContainEqual(cluster.oneMore[0])
  })

  it('of manifests: every port of every Service that somebody answers', () => {
    const cluster = clusterOfObjects(objectsOf('examples/shop'))
    expect(cluster.services).toBe(cluster.targets.length)
    expect(cluster.services).toBeGreaterThan(3)
    expect(cluster.node.kind).toBe('Node')
  })

  it('is refused where nothing of it can be reached', () => {
    expect(() => clusterOfObjects(objectsOf('examples/shop/00-namespace.yaml'))).toThrowError(
      expect.objectContaining({ code: 'E_USAGE' }),
    )
  })
})
