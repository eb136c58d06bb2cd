import { expect, it } from 'vitest'
import { chainsOf, findChainOwner } from '../../../src/proxy/iptables/chain-directory.ts'
import { portChains } from '../../../src/proxy/iptables/port-chains.ts'
import { planPort } from '../../../src/proxy/iptables/port-plan.ts'
import { settings } from '../iptables-settings.ts'
import { service } from '../objects.ts'
import { endpoints, onlyPort } from '../ports.ts'

const port = onlyPort(service({ type: 'NodePort', ports: [{ nodePort: 30000 }] }))
const plan = planPort(port, endpoints('10.0.0.1', '10.0.0.2'), { nodeName: 'node-1', zone: '' })

it('knows every chain that is written for a port', () => {
  const { declarations } = portChains(plan, settings(), false)
  const written = [...declarations.matchAll(/^:(\S+)/gm)].map(([, name]) => name)
  expect(new Set(chainsOf(plan).map(({ chain }) => chain))).toEqual(new Set(written))
})

it('finds what a chain belongs to', () => {
  expect(findChainOwner(plan.chains.external, [plan])).toMatchObject({
    kind: 'port',
    chain: 'external',
    port: { text: 'shop/web:http' },
  })
  const last = chainsOf(plan).at(-1)?.chain ?? ''
  expect(findChainOwner(last, [plan])).toMatchObject({
    kind: 'endpoint',
    endpoint: { text: '10.0.0.2:8080' },
  })
  expect(findChainOwner('KUBE-SERVICES', [])).toMatchObject({ kind: 'base' })
  expect(findChainOwner(plan.chains.local, [plan])).toBeUndefined()
})
