import { expect, it } from 'vitest'
import { defaultProxyConfiguration } from '../../src/proxy/configuration.ts'
import { readConfiguration } from '../../src/proxy/configuration-file.ts'

it('an empty file gives the defaults', () => {
  const text = 'apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n'
  expect(readConfiguration({ file: 'f', text }).configuration).toEqual(defaultProxyConfiguration)
})
