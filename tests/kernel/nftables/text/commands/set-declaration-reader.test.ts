import { describe, expect, it } from 'vitest'
import { listedAfter, refusedText } from '../../one-rule.ts'

describe('the declaration of a set or map', () => {
  it.each([
    ['set s { type ipv4_addr; flags interval,timeout; }', 'flags interval,timeout'],
    ['set s { type ipv4_addr . inet_service; }', 'type ipv4_addr . inet_service'],
    ['set s { typeof ip saddr; }', 'typeof ip saddr'],
    ['set s { type ipv4_addr; timeout 90s; gc-interval 10s; }', 'timeout 1m30s'],
    ['set s { type ipv4_addr; size 100; }', 'size 100'],
    ['set s { type ipv4_addr; policy memory; }', 'policy memory'],
    ['set s { type ipv4_addr; comment "mine"; }', 'comment "mine"'],
    ['map s { type ipv4_addr : verdict; }', 'type ipv4_addr : verdict'],
    ['map s { typeof ip saddr : meta mark; }', 'typeof ip saddr : meta mark'],
    ['map s { type ipv4_addr : counter; }', 'type ipv4_addr : counter'],
    ['set s { type inet_service; elements = { 443, 80 } }', 'elements = { 80, 443 }'],
  ])('%s is listed with %s', (text, listed) => {
    expect(listedAfter(`table ip t { ${text}\n}`)).toContain(`\n\t\t${listed}\n`)
  })

  it.each([
    ['set s { }', 'set definition does not specify key'],
    ['map s { }', 'map definition does not specify key'],
    ['set s { type banana; }', 'unknown datatype banana'],
    ['set s { type integer; }', 'unqualified type integer specified in set definition.'],
  ])('%s is refused: %s', (text, reason) => {
    expect(refusedText(`table ip t { ${text}\n}`)).toContain(`: ${reason}`)
  })
})
