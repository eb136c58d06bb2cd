import { expect, it } from 'vitest'
import { configurationOf } from '../../../src/server/laboratory/mode-configuration.ts'

const head = 'apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n'

it.each([
  { text: undefined, cidrs: [] },
  { text: `${head}mode: ipvs\nclusterCIDR: 10.0.0.0/8\n`, cidrs: ['10.0.0.0/8'] },
])('the mode asked for wins over $text', ({ text, cidrs }) => {
  const source = text === undefined ? undefined : { file: 'a.yaml', text }
  const { mode, clusterCidrs } = configurationOf(source, 'nftables')
  expect({ mode, clusterCidrs }).toEqual({ mode: 'nftables', clusterCidrs: cidrs })
})
