import { expect, it } from 'vitest'
import { Routing } from '../../../../src/kernel/netfilter/routing.ts'
import { NodeKernel } from '../../../../src/kernel/node-kernel.ts'
import { createRecordedNftables } from '../../../../src/simulation/recordings/netfilter/recorded-nftables.ts'

it('takes kube-proxy’s transactions and lists what came of them', () => {
  const kernel = new NodeKernel(new Routing([], []))
  const rules = createRecordedNftables({} as never, kernel)
  const transactions = ['add table ip t\nadd chain ip t c\nadd rule ip t c accept\n']
  rules.apply({ nftables: { transactions } } as never)
  const listing = 'table ip t {\n\tchain c {\n\t\taccept\n\t}\n}\n'
  expect(rules.list()).toBe(listing)
  expect(rules.compare(listing, true)).toEqual({ facts: 1, differences: [] })
})
