import { expect, it } from 'vitest'
import { defaultProxyConfiguration, proxyModes, withMode } from '../../src/proxy/configuration.ts'
import { readConfiguration } from '../../src/proxy/configuration-file.ts'

it('an empty file gives the defaults', () => {
  const text = 'apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n'
  expect(readConfiguration({ file: 'f', text }).configuration).toEqual(defaultProxyConfiguration)
})

it.each(proxyModes)("takes %s mode's own defaults with the mode, as its file would", (mode) => {
  const text = `apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nmode: ${mode}`
  const read = readConfiguration({ file: 'f', text }).configuration
  for (const from of proxyModes)
    expect(withMode(withMode(defaultProxyConfiguration, from), mode)).toEqual(read)
})

it('keeps what was said on purpose', () => {
  const said = { ...defaultProxyConfiguration, minSyncPeriodMs: 5, nodePortAddresses: ['::/0'] }
  expect(withMode(said, 'nftables')).toEqual({ ...said, mode: 'nftables' })
})
