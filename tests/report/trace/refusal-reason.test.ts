import { expect, it } from 'vitest'
import { refusalReason } from '../../../src/report/trace/refusal-reason.ts'
import { service } from '../../conformance/cluster-objects.ts'
import { fromPod, reportOf } from '../trace-fixture.ts'

it.each([
  { mode: 'iptables', says: 'filter:KUBE-SERVICES:rule:1, default/web has no endpoints' },
  {
    mode: 'nftables',
    says: 'kube-proxy:reject-chain:rule:1, 10.96.0.10 . tcp . 80 is in @no-endpoint-services',
  },
  // The IPVS table itself refuses: no rule does.
  { mode: 'ipvs', says: undefined },
] as const)('names the rule that refused in $mode mode', ({ mode, says }) => {
  const { exchange } = reportOf(mode, fromPod, [service()])
  expect(exchange.result.outcome).toBe('rejected')
  expect(refusalReason(exchange)).toBe(says)
})

it('has nothing to say of what arrived', () => {
  expect(refusalReason(reportOf().exchange)).toBeUndefined()
})
