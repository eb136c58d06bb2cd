import { describe, expect, it } from 'vitest'
import type { EmulatedNode } from '../../../src/simulation/node/emulated-node.ts'
import type { NftablesMode } from '../../../src/simulation/node/nftables-mode.ts'
import { a, address, b, service, slice } from '../../conformance/cluster-objects.ts'
import { clusterWith, syncedWorker, workerOf } from './small-node.ts'

function nftablesOf({ modes }: EmulatedNode): NftablesMode {
  const [mode] = modes
  if (mode?.mode !== 'nftables') throw new Error('no nftables mode')
  return mode
}

describe('nftables mode', () => {
  it('leaves a table for each family, and nothing before its first sync', () => {
    const node = workerOf(clusterWith(), 'nftables')
    expect(nftablesOf(node).engine.list()).toBe('')
    node.sync(0)
    expect(
      nftablesOf(node)
        .engine.list()
        .match(/^table \S+ \S+/gm),
    ).toEqual(['table ip kube-proxy', 'table ip6 kube-proxy'])
  })

  it('finds a Service by a map, and its endpoints by another', () => {
    const { engine, refusal } = nftablesOf(syncedWorker('nftables', service(), slice([a, b])))
    const listing = engine.list()
    expect(refusal()).toBeUndefined()
    expect(listing).toMatch(
      new RegExp(`${address.clusterIp} \\. tcp \\. 80 : goto service-\\w+-default/web/tcp/`),
    )
    expect(listing).toMatch(
      /numgen random mod 2 map \{ 0 : 10\.244\.1\.5 \. 8080, 1 : 10\.244\.1\.6 \. 8080 \}/,
    )
  })

  it('takes what is gone out of the maps', () => {
    const before = clusterWith(service(), slice([a]))
    const node = workerOf(before, 'nftables')
    node.sync(0)
    node.observeChange(before.objects, clusterWith().objects)
    node.sync(1_000)
    expect(nftablesOf(node).engine.list()).not.toContain(address.clusterIp)
  })

  it('says why nft refused a transaction, of which nothing is left then', () => {
    // The name of a port without endpoints becomes a comment; nft takes 128 characters.
    const long = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'n'.repeat(63), namespace: 's'.repeat(63) },
      spec: { clusterIP: '10.96.0.99', ports: [{ name: 'p'.repeat(15), port: 80 }] },
    }
    const { engine, refusal } = nftablesOf(syncedWorker('nftables', service(), slice([a]), long))
    expect(refusal()).toContain('comment too long, 128 characters maximum allowed')
    expect(engine.list()).not.toContain('table ip kube-proxy')
  })
})
