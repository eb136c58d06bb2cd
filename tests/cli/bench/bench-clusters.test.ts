import { describe, expect, it } from 'vitest'
import { clusterOfManifests, syntheticCluster } from '../../../src/cli/bench/bench-clusters.ts'
import { createColorsFor } from '../../../src/report/colors.ts'

const io = {
  out: () => undefined,
  err: () => undefined,
  progress: false,
  colors: createColorsFor('never', false, {}),
  columns: 80,
}

describe('the cluster of a bench', () => {
  it('made up: as many targets as Services, and one Service more for a change', () => {
    const cluster = syntheticCluster(7, 2, true)
    expect(cluster.targets).toHaveLength(7)
    expect(cluster.objects).toHaveLength(1 + 2 * 7)
    expect(cluster.oneMore).toHaveLength(2)
    expect(cluster.objects).not.toContainEqual(cluster.oneMore[0])
  })

  it('of manifests: every port of every Service that somebody answers', () => {
    const cluster = clusterOfManifests({ filename: ['examples/shop'] }, io)
    expect(cluster.services).toBe(cluster.targets.length)
    expect(cluster.services).toBeGreaterThan(3)
    expect(cluster.node.kind).toBe('Node')
  })

  it('is refused where nothing of it can be reached', () => {
    expect(() =>
      clusterOfManifests({ filename: ['examples/shop/00-namespace.yaml'] }, io),
    ).toThrowError(expect.objectContaining({ code: 'E_USAGE' }))
  })
})
