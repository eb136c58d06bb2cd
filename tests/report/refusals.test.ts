import { describe, expect, it } from 'vitest'
import { readCluster } from '../../src/kubernetes/cluster/read-cluster.ts'
import { defaultProxyConfiguration, type ProxyMode } from '../../src/proxy/configuration.ts'
import { refusalsOn } from '../../src/report/refusals.ts'
import { selectNode } from '../../src/report/select-node.ts'
import { EmulatedNode } from '../../src/simulation/node/emulated-node.ts'

/** A Service without endpoints, of a name and namespace so long. */
function refusals(length: number, mode: ProxyMode): string[] {
  const text = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'n'.repeat(length), namespace: 's'.repeat(length) },
    spec: { ports: [{ name: 'http', port: 80 }] },
  })
  const { objects } = readCluster([{ file: 'service.json', text }])
  const configuration = { ...defaultProxyConfiguration, mode }
  const node = new EmulatedNode(selectNode({ objects }, undefined), objects, { configuration })
  node.sync(0)
  return refusalsOn(node)
}

describe('a node where nft', () => {
  it('refuses the transaction says so, and whose name is too long', () => {
    const [cause, refusal] = refusals(63, 'nftables')
    expect(cause).toMatch(
      /^s{63}\/n{63}:http has no usable endpoint, and its name of 132 characters/,
    )
    expect(refusal).toMatch(/^nft refuses the transaction: /)
  })

  it.each([
    { length: 10, mode: 'nftables' },
    { length: 63, mode: 'iptables' },
    { length: 63, mode: 'ipvs' },
  ] as const)('refuses nothing says nothing: $length characters in $mode mode', (one) => {
    expect(refusals(one.length, one.mode)).toEqual([])
  })
})
