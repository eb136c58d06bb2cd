import { expect, it } from 'vitest'
import { explainOnNode } from '../../../src/report/explain/explain.ts'
import { AddressBook } from '../../../src/simulation/address-book.ts'
import { a, b, service, slice } from '../../conformance/cluster-objects.ts'
import { syncedWorker } from '../../simulation/node/small-node.ts'

const node = syncedWorker('iptables', service(), slice([a, b]))
const explain = (name: string) =>
  explainOnNode(node, { name, namespace: 'default' }, new AddressBook()).join('\n')

it.each([
  { name: 'svc/web', says: 'SERVICE  default/web' },
  { name: 'svc/default/web:80', says: 'cluster IP' },
  { name: 'KUBE-SERVICES', says: 'RULES THAT LEAD HERE' },
])('$name is explained', ({ name, says }) => {
  expect(explain(name)).toContain(says)
})

it.each(['svc/other/web', 'KUBE-SVC-NONESUCH', '10.0.0.99'])('%s is nothing here', (name) => {
  expect(() => explain(name)).toThrow('is nothing that kube-proxy made here')
})
