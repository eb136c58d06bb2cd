import { expect, it } from 'vitest'
import { checkSysctl } from '../../../../src/simulation/scenario/reading/sysctls.ts'
import { refusalOf } from '../read-text.ts'

it.each([
  ['net.netfilter.nf_conntrack_udp_timeout', '1'],
  ['net/netfilter/nf_conntrack_tcp_be_liberal', '1'],
  ['net.ipv4.vs.expire_nodest_conn', '0'],
  ['net.ipv4.vs.drop_entry', '0'],
  ['net.ipv4.conf.eth0.rp_filter', '2'],
])('%s may be %s', (name, value) => expect(refusalOf(() => checkSysctl(name, value))).toBe(''))

it.each([
  ['net.ipv4.vs.drop_entry', '1', 'net.ipv4.vs.drop_entry is not emulated, only its default is'],
  ['net.ipv4.vs.conn_reuse_mod', '1', 'did you mean "conn_reuse_mode"?'],
  ['net.netfilter.conntrack_udp_timeout', '1', 'did you mean "nf_conntrack_udp_timeout"?'],
  ['kernel.panic', '1', 'no sysctl "kernel.panic" that is emulated (IPVS, conntrack'],
  ['net.ipv4.ip_forward', 'on', '"on" is no value of net.ipv4.ip_forward, expected a whole number'],
  ['net.netfilter.nf_conntrack_max', '-1', '"-1" is no value of'],
])('%s may not be %s', (name, value, want) =>
  expect(refusalOf(() => checkSysctl(name, value))).toContain(want),
)
