import { expect, it } from 'vitest'
import { endpointUses, useReasons } from '../../src/proxy/endpoint-use.ts'
import { service } from './objects.ts'
import { endpoints, onlyPort } from './ports.ts'

const here = { nodeName: 'node-1', zone: 'a' }
const local = { nodeName: 'node-1' }

it('says why each endpoint is used or not', () => {
  const list = endpoints(
    { address: '10.0.0.1', conditions: { ready: true } },
    { address: '10.0.0.2', conditions: { ready: false, serving: false } },
    {
      address: '10.0.0.3',
      conditions: { ready: false, serving: true, terminating: true },
      ...local,
    },
  )
  const port = onlyPort(service({ internalTrafficPolicy: 'Local', externalIPs: ['1.2.3.4'] }))
  expect(endpointUses(list, port, here).map(({ cluster, local }) => [cluster, local])).toEqual([
    ['ready', 'on-another-node'],
    ['not-ready', 'on-another-node'],
    ['terminating', 'serving-while-terminating'],
  ])
  expect(endpointUses(list, onlyPort(), here)[0]?.local).toBe('policy-unused')
})

it('cites kube-proxy for every reason', () => {
  for (const { source } of Object.values(useReasons))
    expect(source).toMatch(/^pkg\/proxy\/\w+\.go /)
})
