import { describe, expect, it } from 'vitest'
import { reportLinkFailure } from '../../src/kernel/link-failure.ts'
import { parseAddress } from '../../src/packet/address.ts'
import { at, packet, testKernel } from './packets.ts'

describe('a packet whose next hop nobody answers for', () => {
  it.each([
    {
      name: 'is reported as host unreachable',
      from: '8.8.8.8:5',
      to: '10.244.0.9:80',
      icmp: [3, 1],
    },
    {
      name: 'is reported as address unreachable in IPv6',
      from: '[fd00:1::99]:5',
      to: '[fd00:10::9]:80',
      icmp: [1, 3],
    },
  ])('$name', ({ from, to, icmp }) => {
    const sent = packet('tcp', from, to)
    const report = reportLinkFailure(testKernel(), sent, at(0))
    expect(report?.fate).toMatchObject({ kind: 'departed', outputInterface: 'eth0' })
    expect(report?.packet).toMatchObject({
      destination: sent.source,
      icmpType: icmp[0],
      icmpCode: icmp[1],
      quoted: { destinationPort: 80 },
    })
  })

  it('is not reported where ICMP forbids it: about an error, to many, beyond the rate limit', () => {
    const limited = testKernel({ 'net.ipv4.icmp_ratelimit': '1000' })
    const reports = Array.from({ length: 8 }, () =>
      reportLinkFailure(limited, packet('udp', '8.8.8.8:5', '10.244.0.9:80'), at(0)),
    )
    expect(reports.filter((report) => report !== undefined)).toHaveLength(6)
    const error = packet('icmp', '8.8.8.8:0', '10.244.0.9:0', { icmpType: 3 })
    expect(reportLinkFailure(testKernel(), error, at(0))).toBeUndefined()
    const many = packet('udp', '8.8.8.8:5', '10.244.0.9:80', { source: parseAddress('224.0.0.1') })
    expect(reportLinkFailure(testKernel(), many, at(0))).toBeUndefined()
  })
})
