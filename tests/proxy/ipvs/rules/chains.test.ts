import { expect, it } from 'vitest'
import { formatEnsureOperation } from '../../../../src/proxy/iptables/jump-rules.ts'
import { chainLines, ensureOperations } from '../../../../src/proxy/ipvs/rules/chains.ts'

it('makes eleven chains, then nine rules that lead into them', () => {
  const commands = ensureOperations.map(formatEnsureOperation)
  expect(commands).toHaveLength(20)
  expect(commands[0]).toBe('-t nat -N KUBE-SERVICES')
  expect(commands[11]).toBe(
    '-t nat -I OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
  )
})

it('empties its chains with every restore', () => {
  expect(chainLines('nat')).toContain(':KUBE-LOAD-BALANCER - [0:0]')
  expect(chainLines('filter')).toHaveLength(6)
})
