import { expect, it } from 'vitest'
import { theOnly } from '../manifests.ts'

it('Endpoints have ports of TCP by default', () => {
  const { subsets } = theOnly(
    'Endpoints',
    'apiVersion: v1\nkind: Endpoints\nmetadata: {name: a}\nsubsets: [{addresses: [{ip: 10.0.0.1, nodeName: node-1}], ports: [{port: 80}]}]',
  )
  expect(subsets).toEqual([
    {
      addresses: [{ ip: '10.0.0.1', nodeName: 'node-1' }],
      notReadyAddresses: [],
      ports: [{ name: '', port: 80, protocol: 'TCP' }],
    },
  ])
})
