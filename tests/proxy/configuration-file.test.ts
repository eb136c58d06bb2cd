import { describe, expect, it } from 'vitest'
import { readConfiguration } from '../../src/proxy/configuration-file.ts'
import { recordedValidations } from '../recordings/recorded-validations.ts'

const head = 'apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n'
const read = (body: string) => readConfiguration({ file: 'f', text: head + body })

describe('a KubeProxyConfiguration', () => {
  it('is refused in the words of kube-proxy', () => {
    for (const { object, invalid } of recordedValidations('kube-proxy-configuration')) {
      const text = JSON.stringify(object)
      const want = invalid.length > 1 ? `[${invalid.join(', ')}]` : invalid[0]
      if (want === undefined)
        expect(() => readConfiguration({ file: 'f', text }), text).not.toThrow()
      else
        expect(() => readConfiguration({ file: 'f', text }), text).toThrow(
          new RegExp(`^${literally(want)}$`),
        )
    }
  })

  it.each([
    { body: 'mode: nftables', want: { mode: 'nftables', nodePortAddresses: ['primary'] } },
    {
      body: 'mode: nftables\nnftables: {masqueradeBit: 3, masqueradeAll: true}',
      want: { masqueradeBit: 3, masqueradeAll: true },
    },
    { body: 'mode: nftables\niptables: {masqueradeBit: 3}', want: { masqueradeBit: 14 } },
    {
      body: 'mode: ipvs\niptables: {masqueradeBit: 3, masqueradeAll: true}',
      want: { masqueradeBit: 3, masqueradeAll: true, minSyncPeriodMs: 0 },
    },
    {
      body: 'clusterCIDR: 10.0.0.0/8,fd00::/8',
      want: { clusterCidrs: ['10.0.0.0/8', 'fd00::/8'] },
    },
    {
      body: 'detectLocalMode: BridgeInterface\ndetectLocal: {bridgeInterface: cni0}',
      want: { detectLocalMode: 'BridgeInterface', bridgeInterface: 'cni0' },
    },
    {
      body: 'conntrack: {tcpEstablishedTimeout: 0s, min: 0}',
      want: {
        conntrack: expect.objectContaining({
          tcpEstablishedTimeoutMs: 0,
          min: 0,
          maxPerCore: 32_768,
        }),
      },
    },
    { body: 'featureGates: {A: true}', want: { featureGates: { A: true } } },
  ])('$body', ({ body, want }) => {
    expect(read(body).configuration).toMatchObject(want)
  })

  it('names what it does not use, with its place, and whose node it speaks of', () => {
    const { ignored, hostnameOverride } = read(
      'hostnameOverride: node-7\nclientConnection:\n  kubeconfig: /x\n  qps: 0\nlogging: {verbosity: 0}\noomScoreAdj: -998\n',
    )
    expect(hostnameOverride).toBe('node-7')
    expect(ignored).toEqual([
      { field: 'clientConnection', at: { file: 'f', line: 4, column: 1 } },
      { field: 'oomScoreAdj', at: { file: 'f', line: 8, column: 1 } },
    ])
  })

  it('points at the first field that is wrong', () => {
    expect(() => read('nodePortAddresses:\n- 10.0.0.0/8\n- nonsense\n')).toThrow(
      expect.objectContaining({ code: 'E_CONFIGURATION', at: { file: 'f', line: 5, column: 3 } }),
    )
  })
})

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
