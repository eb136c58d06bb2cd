import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../../src/packet/address.ts'
import { protocolNumber } from '../../../src/packet/protocol.ts'
import { familyOfText, requestOf } from '../../../src/report/trace/trace-request.ts'

const options = { to: '10.96.0.1:80' }
const source = (text: string) => ({
  from: 'client' as const,
  address: parseAddress(text),
  nodeName: undefined,
})
const target = (text: string, more: { port?: number; protocol?: 'tcp' | 'udp' | 'sctp' } = {}) => ({
  address: parseAddress(text),
  port: more.port,
  protocol: more.protocol,
  nodeName: undefined,
})

describe('the packet that is asked for', () => {
  it('is TCP from a port that a client would choose', () => {
    expect(requestOf(source('1.2.3.4'), target('10.96.0.1', { port: 80 }), options)).toEqual({
      from: 'client',
      protocol: protocolNumber.tcp,
      source: { address: parseAddress('1.2.3.4'), port: 40_000 },
      destination: { address: parseAddress('10.96.0.1'), port: 80 },
    })
  })

  it('is of its target’s protocol, unless a flag says another', () => {
    const dns = target('10.96.0.10', { port: 53, protocol: 'udp' })
    const asked = (protocol?: 'tcp') =>
      requestOf(source('1.2.3.4'), dns, {
        ...options,
        ...(protocol === undefined ? {} : { protocol }),
      }).protocol
    expect([asked(), asked('tcp')]).toEqual([protocolNumber.udp, protocolNumber.tcp])
  })

  it.each([
    { from: '1.2.3.4', to: '10.96.0.1', protocol: protocolNumber.icmp },
    { from: 'fd00::1', to: 'fd00::2', protocol: protocolNumber.icmpv6 },
  ])('is a ping of $to without a port, with one number on both ends', ({ from, to, protocol }) => {
    const ping = { ...options, protocol: 'icmp' as const, sourcePort: 7 }
    const request = requestOf(source(from), target(to), ping)
    expect(request).toMatchObject({ protocol, source: { port: 7 }, destination: { port: 7 } })
  })

  it('is refused without a port', () => {
    expect(() => requestOf(source('1.2.3.4'), target('10.96.0.1'), options)).toThrow('which port?')
  })

  it('is refused between families', () => {
    const there = target('10.96.0.1', { port: 80 })
    expect(() => requestOf(source('fd00::1'), there, options)).toThrow('different address families')
  })
})

it.each([
  { text: '10.96.0.1', family: 'IPv4' },
  { text: '10.96.0.1:80', family: 'IPv4' },
  { text: 'fd00::1', family: 'IPv6' },
  { text: '[fd00::1]:80', family: 'IPv6' },
  { text: 'svc/shop/web:80', family: undefined },
])('$text is of the family $family', ({ text, family }) => {
  expect(familyOfText(text)).toBe(family)
})
