import { describe, expect, it } from 'vitest'
import { KeptCluster } from '../../../src/server/laboratory/kept-cluster.ts'
import { applyText, deleteCatalog, shopChange, shopCluster } from '../shop.ts'

const service = (name: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { ports: [{ port: 80 }] }\n`

describe('a change of a kept cluster', () => {
  it('is made when it is committed, not when it is prepared', () => {
    const kept = shopCluster()
    const before = kept.cluster
    kept.prepare(applyText(service('new')))
    expect(kept.cluster).toBe(before)
    const effect = kept.commit()
    expect(effect).toMatchObject({ revision: 2, atMs: 2_000 })
    expect(effect.objects.added).toContain('Service default/new')
  })

  it('that is refused leaves no half of it, and nothing to commit', () => {
    const kept = shopCluster()
    const before = kept.cluster
    expect(() => kept.prepare(applyText('kind: Service'))).toThrow('apiVersion of a Service')
    expect(() => kept.commit()).toThrow('no change was prepared')
    expect(kept.cluster).toBe(before)
  })

  it('made again from its history is the same', () => {
    const kept = shopCluster()
    for (const change of [applyText(service('new')), deleteCatalog]) {
      kept.prepare(change)
      kept.commit()
    }
    const again = shopCluster(applyText(service('new')), deleteCatalog)
    const objects = ({ cluster }: KeptCluster) =>
      cluster.objects.map(({ at: _, ...object }) => object)
    expect(objects(again)).toEqual(objects(kept))
    expect([again.nowMs, again.revision]).toEqual([kept.nowMs, kept.revision])
  })
})

it('a configuration that kube-proxy would not take is refused at once', () => {
  const configuration = {
    file: 'kube-proxy.yaml',
    text: 'apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nclusterCIDR: x\n',
  }
  expect(() => new KeptCluster('c', { mode: 'ipvs', configuration }, [shopChange])).toThrow(
    'ClusterCIDRs[0]: Invalid value',
  )
})

it('more nodes than a cluster may have are refused by name', () => {
  const node = (index: number) => `apiVersion: v1\nkind: Node\nmetadata: { name: n${index} }\n`
  const text = Array.from({ length: 5_001 }, (_, index) => node(index)).join('---\n')
  expect(() => new KeptCluster('c', { mode: 'iptables' }, [applyText(text)])).toThrow(
    '5001 Nodes; a cluster here has at most 5000',
  )
})
