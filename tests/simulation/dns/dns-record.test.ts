import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../../src/packet/address.ts'
import { resolveTypes } from '../../../src/report/choices.ts'
import {
  type DnsRecord,
  formatRecord,
  recordTypes,
} from '../../../src/simulation/dns/dns-record.ts'

const head = { name: 'a.b', ttlSeconds: 30 }

describe('a record', () => {
  it.each<{ record: DnsRecord; want: string }>([
    { record: { ...head, type: 'A', address: parseAddress('10.0.0.1') }, want: 'A 10.0.0.1' },
    { record: { ...head, type: 'AAAA', address: parseAddress('fd00::1') }, want: 'AAAA fd00::1' },
    { record: { ...head, type: 'CNAME', target: 'c.d' }, want: 'CNAME c.d.' },
    { record: { ...head, type: 'TXT', text: '1.1.0' }, want: 'TXT "1.1.0"' },
    {
      record: { ...head, type: 'SRV', priority: 0, weight: 50, port: 80, target: 'c' },
      want: 'SRV 0 50 80 c.',
    },
  ])('is written as dig does: $want', ({ record, want }) => {
    expect(formatRecord(record)).toBe(`a.b. 30 IN ${want}`)
  })

  it('is of one of the types that the command line takes', () => {
    expect(resolveTypes).toEqual(recordTypes)
  })
})
