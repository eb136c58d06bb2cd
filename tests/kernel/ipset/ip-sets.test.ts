import { describe, expect, it } from 'vitest'
import { Journal } from '../../../src/base/journal.ts'
import { restoreSets } from '../../../src/kernel/ipset/set-restore.ts'
import { ask, setsOf } from './questions.ts'

const node = `create KUBE-CLUSTER-IP hash:ip,port
add KUBE-CLUSTER-IP 10.96.0.10,tcp:80
add KUBE-CLUSTER-IP 10.96.0.10,icmp:echo-request
create KUBE-NODE-PORT-TCP bitmap:port range 0-65535
add KUBE-NODE-PORT-TCP 80
create KUBE-LOOP-BACK hash:ip,port,ip
add KUBE-LOOP-BACK 10.244.0.2,tcp:8080,10.244.0.2
create KUBE-LOAD-BALANCER-SOURCE-CIDR hash:ip,port,net
add KUBE-LOAD-BALANCER-SOURCE-CIDR 10.96.0.10,tcp:80,203.0.0.0/8
add KUBE-LOAD-BALANCER-SOURCE-CIDR 10.96.0.10,tcp:80,203.0.113.0/24
create nets hash:net
add nets 10.0.0.0/8
add nets 10.96.0.0/12 nomatch
create six hash:ip family inet6
add six fd00::1
create counted hash:ip counters timeout 5
add counted 203.0.113.5
create all list:set
add all nets
add all counted
create macs hash:mac
create marks hash:ip,mark
add marks 203.0.113.5,0x0
create links hash:net,iface
add links 203.0.113.0/24,eth0
`

describe('asking the sets of a node', () => {
  it.each([
    ['KUBE-CLUSTER-IP', 'dst,dst', {}, '10.96.0.10,tcp:80'],
    ['KUBE-CLUSTER-IP', 'dst,dst', { destinationPort: 81 }, undefined],
    ['KUBE-CLUSTER-IP', 'dst,dst', { protocol: 'udp' }, undefined],
    [
      'KUBE-CLUSTER-IP',
      'dst,dst',
      { protocol: 'icmp', icmpType: 8 },
      '10.96.0.10,icmp:echo-request',
    ],
    ['KUBE-CLUSTER-IP', 'src,dst', {}, undefined],
    ['KUBE-CLUSTER-IP', 'dst', {}, undefined],
    ['KUBE-NODE-PORT-TCP', 'dst', {}, '80'],
    // A bitmap does not look at the protocol, but knows TCP and UDP alone (ip_set_get_ip_port).
    ['KUBE-NODE-PORT-TCP', 'dst', { protocol: 'udp' }, '80'],
    ['KUBE-NODE-PORT-TCP', 'dst', { protocol: 'sctp' }, undefined],
    [
      'KUBE-LOOP-BACK',
      'dst,dst,src',
      { source: '10.244.0.2', destination: '10.244.0.2', destinationPort: 8080 },
      '10.244.0.2,tcp:8080,10.244.0.2',
    ],
    ['KUBE-LOAD-BALANCER-SOURCE-CIDR', 'dst,dst,src', {}, '10.96.0.10,tcp:80,203.0.113.0/24'],
    [
      'KUBE-LOAD-BALANCER-SOURCE-CIDR',
      'dst,dst,src',
      { source: '203.9.9.9' },
      '10.96.0.10,tcp:80,203.0.0.0/8',
    ],
    ['nets', 'dst', { destination: '10.1.2.3' }, '10.0.0.0/8'],
    ['nets', 'dst', {}, undefined],
    ['six', 'src', {}, undefined],
    ['six', 'src', { source: 'fd00::1', destination: 'fd00::2' }, 'fd00::1'],
    ['counted', 'src', { nowMs: 4_999 }, '203.0.113.5'],
    ['counted', 'src', { nowMs: 5_000 }, undefined],
    ['all', 'src', {}, '203.0.113.5'],
    ['macs', 'src', {}, 'unknown'],
    ['marks', 'src,src', {}, '203.0.113.5,0x00000000'],
    ['links', 'src,src', {}, '203.0.113.0/24,eth0'],
  ] as const)('%s %s of %o: %s', (name, directions, words, element) => {
    expect(ask(setsOf(node), name, directions, words)).toBe(element)
  })

  it('counts packets in sets with counters, and takes it back with the journal', () => {
    const sets = setsOf(node)
    const journal = new Journal()
    ask(sets, 'counted', 'src', {})
    ask(sets, 'counted', 'src', { journal })
    const counters = () =>
      [...(sets.get('counted')?.elements(0) ?? [])].map(({ packets, bytes }) => [packets, bytes])
    expect(counters()).toEqual([[2, 120]])
    journal.rollBack()
    expect(counters()).toEqual([[1, 60]])
  })
})

describe('what is known of all packets', () => {
  it('is that an empty set holds none, and that a set without timeout and counters says the same again', () => {
    const sets = setsOf(`${node}create none hash:ip\ncreate noMacs hash:mac\n`)
    const names = ['none', 'noMacs', 'KUBE-CLUSTER-IP', 'counted', 'all', 'macs', 'not there']
    expect(names.filter((name) => sets.isEmpty(name))).toEqual(['none'])
    expect(names.filter((name) => sets.isSteady(name))).toEqual(['none', 'KUBE-CLUSTER-IP'])
  })

  it.each([
    'add nets 11.0.0.0/8',
    'del nets 10.0.0.0/8',
    'flush nets',
    'swap nets nets2',
    'rename six more',
    'destroy links',
  ])('holds until somebody says %s', (line) => {
    const sets = setsOf(`${node}create nets2 hash:net\n`)
    const { version } = sets
    restoreSets(sets, line, 0)
    expect(sets.version).toBeGreaterThan(version)
  })
})
