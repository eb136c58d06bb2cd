import { describe, expect, it } from 'vitest'
import {
  ipvsAsData,
  ipvsCommands,
  ipvsParts,
  ipvsText,
  underHeadings,
} from '../../../src/report/rules/ipvs-text.ts'
import { a, service, slice } from '../../conformance/cluster-objects.ts'
import { clusterWith, workerOf } from '../../simulation/node/small-node.ts'

const node = workerOf(clusterWith(service(), slice([a])), 'ipvs')
const syncs = node.sync(0)
const [mode] = node.modes
if (mode?.mode !== 'ipvs') throw new Error('no IPVS mode')

describe('IPVS mode as text', () => {
  it('has every part under the command that prints it', () => {
    expect(ipvsParts(node, mode, syncs).map(({ heading }) => heading)).toEqual([
      'ipset save',
      'ip -o addr show kube-ipvs0 (worker-1)',
      'ipvsadm -Sn',
      'iptables-restore --noflush --counters',
      'ip6tables-restore --noflush --counters',
    ])
  })

  it.each([
    { form: 'ipvsadm' as const, has: '-a -t 10.96.0.10:80 -r 10.244.1.5:8080 -m -w 1\n' },
    { form: 'ipvsadm-list' as const, has: 'TCP  10.96.0.10:80 rr\n' },
    { form: 'ipset' as const, has: 'add KUBE-CLUSTER-IP 10.96.0.10,tcp:80\n' },
  ])('in the form $form', ({ form, has }) => {
    expect(ipvsText(form, mode.ipvs)).toContain(has)
  })

  it('writes a sync as the commands that would do it', () => {
    const first = syncs[0]
    const text = first?.kind === 'ipvs' ? ipvsCommands(first.sync.transaction) : ''
    expect(text).toContain('ipvsadm -A -t 10.96.0.10:80 -s rr\n')
    expect(text).toContain('ipvsadm -a -t 10.96.0.10:80 -r 10.244.1.5:8080 -m -w 1\n')
    expect(text).toContain('ip addr add 10.96.0.10 dev kube-ipvs0\n')
    expect(text).toContain('ipset add KUBE-CLUSTER-IP 10.96.0.10,tcp:80\n')
  })

  it('is data, too', () => {
    expect(ipvsAsData(mode)).toMatchObject({
      addresses: ['10.96.0.10'],
      virtualServers: [{ port: 80, realServers: [{ ip: '10.244.1.5', weight: 1 }] }],
    })
  })
})

it('puts one part alone without a heading', () => {
  expect(underHeadings([])).toBe('')
  expect(underHeadings([{ heading: 'h', text: 't\n' }])).toBe('t\n')
})
