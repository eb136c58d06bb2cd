import { describe, expect, it } from 'vitest'
import { listedAfter } from '../one-rule.ts'

/** The lines between the braces of the first thing in a table. */
function body(object: string): string[] {
  const lines = listedAfter(`table inet t {\n${object}\n}`).split('\n')
  return lines.slice(2, lines.indexOf('\t}')).map((line) => line.trim())
}

// As nft 1.0.6 lists them.
describe('named objects as text', () => {
  it.each([
    [
      'ct helper h { type "sip" protocol udp; comment "x"; }',
      ['comment "x"', 'type "sip" protocol udp', 'l3proto inet'],
    ],
    [
      'ct timeout t { protocol tcp; l3proto ip; policy = { established: 100, close: 10 }; }',
      ['protocol tcp', 'l3proto ip', 'policy = { established : 100 }'],
    ],
    ['ct timeout t { protocol tcp; }', ['protocol tcp', 'l3proto inet', 'policy = {  }']],
    [
      'ct expectation e { protocol tcp; dport 5432; timeout 1h; size 12; l3proto ip; }',
      ['protocol tcp', 'dport 5432', 'timeout 1h', 'size 12', 'l3proto ip'],
    ],
    [
      'synproxy s { mss 1460; wscale 7; timestamp sack-perm; }',
      ['mss 1460', 'wscale 7', 'timestamp sack-perm'],
    ],
    [
      'limit l { rate over 10 kbytes/second burst 20 kbytes; }',
      ['rate over 10 kbytes/second burst 20 kbytes'],
    ],
    ['quota q { over 100 mbytes; comment "qc"; }', ['comment "qc"', 'over 100 mbytes']],
    ['counter c { comment "cc"; packets 5 bytes 6; }', ['comment "cc"', 'packets 5 bytes 6']],
    // nftables src/rule.c, flowtable_print_declaration
    [
      'flowtable f { hook ingress priority 0; devices = { eth0, eth1 }; counter; }',
      ['hook ingress priority filter', 'devices = { eth0, eth1 }', 'counter'],
    ],
  ])('%s', (object, lines) => {
    expect(body(object)).toEqual(lines)
  })
})
