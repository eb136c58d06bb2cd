import { describe, expect, it } from 'vitest'
import { listedRule, refusedRule } from '../../one-rule.ts'

describe('a match', () => {
  it.each([
    ['ip saddr == 10.0.0.1', 'ip saddr 10.0.0.1'],
    ['ip saddr eq 10.0.0.1', 'ip saddr 10.0.0.1'],
    ['ip saddr ne 10.0.0.1', 'ip saddr != 10.0.0.1'],
    ['tcp dport ge 1024', 'tcp dport >= 1024'],
    ['tcp dport lt 1024', 'tcp dport < 1024'],
    ['ct state new,established', 'ct state established,new'],
    ['ct state != new', 'ct state != new'],
    ['ct status dnat', 'ct status dnat'],
    ['tcp flags syn', 'tcp flags syn'],
    ['tcp flags syn / syn,ack', 'tcp flags syn / syn,ack'],
    ['tcp flags & (syn|ack) == syn', 'tcp flags syn / syn,ack'],
    ['tcp flags & (syn|ack) == 0', 'tcp flags ! syn,ack'],
    ['ip saddr & 255.0.0.0 == 10.0.0.0', 'ip saddr 10.0.0.0/8'],
    ['fib daddr oif missing', 'fib daddr oif missing'],
    ['meta l4proto { tcp, udp } th dport 53', 'meta l4proto { tcp, udp } th dport 53'],
  ])('%s is listed as %s', (text, listed) => {
    expect(listedRule(`${text} accept`)).toBe(`${listed} accept`)
  })

  it.each([
    ['meta mark set 0x10', 'meta mark set 0x00000010'],
    ['ct mark set meta mark', 'ct mark set meta mark'],
  ])('or a value being set, %s, is listed as %s', (text, listed) => {
    expect(listedRule(text)).toBe(listed)
  })

  it.each([
    ['tcp dport 80,81 accept', '11: Basetype of type internet network service is not bitmask'],
    ['meta nfproto ipv4 accept', '1: meta nfproto is only useful in the inet family'],
    [
      'meta mark set ip saddr',
      '15: datatype mismatch: expected packet mark, expression has type IPv4 address',
    ],
  ])('%s is refused at column %s', (text, refusal) => {
    expect(refusedRule(text)).toBe(refusal)
  })
})
