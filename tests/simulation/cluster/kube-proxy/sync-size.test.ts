import { expect, it } from 'vitest'
import { makeCluster } from '../../../../src/kubernetes/cluster/make-cluster.ts'
import {
  defaultProxyConfiguration,
  proxyModes,
  withMode,
} from '../../../../src/proxy/configuration.ts'
import { sizeOf } from '../../../../src/simulation/cluster/kube-proxy/sync-size.ts'
import { EmulatedNode } from '../../../../src/simulation/node/emulated-node.ts'
import { objectsOf } from '../../../kubernetes/manifests.ts'
import { web } from '../living.ts'

it.each(proxyModes)('counts lines and bytes of what %s mode writes', (mode) => {
  const sizes = [1, 4].map((replicas) => {
    const { objects } = makeCluster(objectsOf(web({ replicas })))
    const [node] = objects.filter((object) => object.kind === 'Node')
    if (node === undefined) return expect.unreachable()
    const configuration = withMode(defaultProxyConfiguration, mode)
    const emulated = new EmulatedNode(node, objects, { configuration })
    return sizeOf(emulated.sync(0)[0])
  })
  const [small, large] = sizes
  expect(large?.lines).toBeGreaterThan(small?.lines ?? Number.POSITIVE_INFINITY)
  expect(small?.bytes).toBeGreaterThan(500)
})

it('knows nothing of what was not written', () => {
  expect(sizeOf(undefined)).toEqual({ lines: undefined, bytes: undefined })
})
