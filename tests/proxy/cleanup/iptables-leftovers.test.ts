import { describe, expect, it } from 'vitest'
import { iptablesCleanup } from '../../../src/proxy/cleanup/iptables-leftovers.ts'

const existing = {
  nat: [
    'PREROUTING',
    'KUBE-SVC-B',
    'KUBE-SEP-A',
    'KUBE-MARK-MASQ',
    'KUBE-SERVICES',
    'CNI-HOSTPORT',
  ],
  filter: ['INPUT', 'KUBE-FORWARD', 'KUBE-FIREWALL', 'KUBE-NODE-PORT'],
}
const steps = iptablesCleanup('IPv4', existing)
const restores = steps.flatMap((step) => (step.kind === 'restore' ? [step.text] : []))

describe('what iptables mode leaves', () => {
  it('is unlinked from the built-in chains first, the kubelet’s jumps left alone', () => {
    const unlinked = steps.flatMap((step) => (step.kind === 'delete-rule' ? [step.rule] : []))
    expect(unlinked).toHaveLength(12)
    expect(unlinked.filter((rule) => rule.includes('KUBE-FIREWALL'))).toEqual([])
  })

  it('goes from nat in one restore: kube-proxy’s own chains, then those of Services by name', () => {
    expect(restores[0]).toBe(
      '*nat\n:KUBE-SERVICES - [0:0]\n:KUBE-MARK-MASQ - [0:0]\n:KUBE-SEP-A - [0:0]\n:KUBE-SVC-B - [0:0]\n' +
        '-X KUBE-SERVICES\n-X KUBE-MARK-MASQ\n-X KUBE-SEP-A\n-X KUBE-SVC-B\nCOMMIT\n',
    )
  })

  it('goes from filter likewise; chains of others and of IPVS mode stay', () => {
    expect(restores[1]).toBe('*filter\n:KUBE-FORWARD - [0:0]\n-X KUBE-FORWARD\nCOMMIT\n')
  })

  it('is not asked for where nothing is there: the restores are empty', () => {
    const none = iptablesCleanup('IPv6', { nat: [], filter: [] })
    expect(none.flatMap((step) => (step.kind === 'restore' ? [step.text] : []))).toEqual([
      '*nat\nCOMMIT\n',
      '*filter\nCOMMIT\n',
    ])
  })
})
