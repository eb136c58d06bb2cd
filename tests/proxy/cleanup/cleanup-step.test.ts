import { expect, it } from 'vitest'
import { type CleanupStep, formatCleanupStep } from '../../../src/proxy/cleanup/cleanup-step.ts'

const inFilter = { family: 'IPv4', table: 'filter', chain: 'INPUT' } as const

it.each<{ step: CleanupStep; text: string }>([
  {
    step: { kind: 'delete-rule', ...inFilter, rule: '-j KUBE-NODE-PORT' },
    text: 'iptables -t filter -D INPUT -j KUBE-NODE-PORT',
  },
  { step: { kind: 'flush-chain', ...inFilter }, text: 'iptables -t filter -F INPUT' },
  {
    step: { kind: 'delete-chain', ...inFilter, family: 'IPv6' },
    text: 'ip6tables -t filter -X INPUT',
  },
  {
    step: { kind: 'restore', family: 'IPv4', text: '*nat\nCOMMIT\n' },
    text: 'iptables-restore --noflush --counters <<END\n*nat\nCOMMIT\nEND',
  },
  { step: { kind: 'flush-ipvs' }, text: 'ipvsadm -C' },
  { step: { kind: 'delete-device', device: 'kube-ipvs0' }, text: 'ip link del kube-ipvs0' },
  { step: { kind: 'destroy-set', set: 'KUBE-IPVS-IPS' }, text: 'ipset destroy KUBE-IPVS-IPS' },
  {
    step: { kind: 'delete-nft-table', family: 'ip6', table: 'kube-proxy' },
    text: 'nft delete table ip6 kube-proxy',
  },
])('$text', ({ step, text }) => {
  expect(formatCleanupStep(step)).toBe(text)
})
