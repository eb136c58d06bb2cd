import { describe, expect, it } from 'vitest'
import { type ProxyMode, proxyModes } from '../../../src/proxy/configuration.ts'
import { formatNodeRules, writtenText } from '../../../src/report/rules/rules-text.ts'
import { a, address, service, slice } from '../../conformance/cluster-objects.ts'
import { clusterWith, workerOf } from '../../simulation/node/small-node.ts'

const format = (mode: ProxyMode, output: Parameters<typeof formatNodeRules>[2]['output']) => {
  const node = workerOf(clusterWith(service(), slice([a])), mode)
  return formatNodeRules(node, node.sync(0), {
    output,
    backend: 'legacy',
    modes: new Set([mode]),
    cleanup: '',
  })
}

describe('a node’s rules as text', () => {
  it.each(proxyModes)('in %s mode stand family by family under headings', (mode) => {
    expect(format(mode, undefined)).toMatch(/^# .+\n/)
  })

  it.each([
    { mode: 'iptables' as const, output: 'nft' as const },
    { mode: 'iptables' as const, output: 'ipvsadm' as const },
    { mode: 'nftables' as const, output: 'save' as const },
    { mode: 'nftables' as const, output: 'restore' as const },
    { mode: 'ipvs' as const, output: 'nft-json' as const },
  ])('have no form $output in $mode mode', ({ mode, output }) => {
    expect(() => format(mode, output)).toThrow(`-o ${output}: ${mode} mode has no such form`)
  })

  it.each(proxyModes)('are data in %s mode, too', (mode) => {
    expect(JSON.parse(format(mode, 'json'))).toMatchObject({
      node: 'worker-1',
      families: [
        { family: 'IPv4', mode, sync: 'full' },
        { family: 'IPv6', mode, sync: 'full' },
      ],
    })
  })

  it.each(proxyModes)('of one sync name the Service in %s mode', (mode) => {
    const node = workerOf(clusterWith(service(), slice([a])), mode)
    const [first] = node.sync(0)
    expect(first === undefined ? '' : writtenText(first)).toContain(address.clusterIp)
  })
})
