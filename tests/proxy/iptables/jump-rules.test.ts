import { expect, it } from 'vitest'
import {
  formatEnsureOperation,
  jumpOperations,
  jumpOperationsOf,
} from '../../../src/proxy/iptables/jump-rules.ts'

it('makes sure of each chain before the jump to it', () => {
  const made = new Set<string>()
  for (const operation of jumpOperations)
    if (operation.kind === 'chain') made.add(`${operation.table} ${operation.chain}`)
    else expect(made).toContain(`${operation.table} ${operation.rule.split('-j ')[1]}`)
})

it('prints operations as arguments of iptables', () => {
  expect(jumpOperations.map(formatEnsureOperation).slice(0, 2)).toEqual([
    '-t filter -N KUBE-EXTERNAL-SERVICES',
    '-t filter -I INPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes externally-visible service portals" -j KUBE-EXTERNAL-SERVICES',
  ])
  expect(formatEnsureOperation(jumpOperations.at(-1) ?? fail())).toBe(
    '-t filter -I OUTPUT -j KUBE-FIREWALL',
  )
})

it('leaves out one jump where forwarded packets are not rejected', () => {
  const some = jumpOperationsOf(false)
  const left = jumpOperationsOf(true).filter((operation) => !some.includes(operation))
  expect(left.map(formatEnsureOperation)).toEqual([
    '-t filter -I FORWARD -m conntrack --ctstate NEW -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
  ])
})

function fail(): never {
  throw new Error('no operation')
}
