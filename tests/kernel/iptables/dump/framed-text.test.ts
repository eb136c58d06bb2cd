import { describe, expect, it } from 'vitest'
import { framed } from '../../../../src/kernel/iptables/dump/framed-text.ts'

describe('a table around lines that lack one', () => {
  it.each([
    [['-P PREROUTING ACCEPT', '-P OUTPUT ACCEPT'], 'raw'],
    [['-P PREROUTING ACCEPT', '-P POSTROUTING ACCEPT'], 'nat'],
    [['-P PREROUTING ACCEPT', '-P FORWARD ACCEPT'], 'mangle'],
    [['-P INPUT ACCEPT', '-P FORWARD ACCEPT'], 'filter'],
    [['-A KUBE-SEP-A -p tcp -j DNAT --to-destination 10.0.0.1:80'], 'nat'],
    [['-A KUBE-FORWARD -j DROP'], 'filter'],
  ])('%j stand in %s', (lines, table) => {
    const { text, notes } = framed(lines, 'fragment')
    expect(text.startsWith(`*${table}\n`)).toBe(true)
    expect(notes[0]).toContain(`taken to be ${table}`)
  })

  it('keeps the number of every line', () => {
    const { text, firstLine } = framed(['-N a', '-A a -j b'], 'specification')
    const lines = text.split('\n')
    expect(lines[1 - firstLine]).toBe(':a - [0:0]')
    expect(lines[2 - firstLine]).toBe('-A a -j b')
    expect(lines).toContain(':b - [0:0]')
  })
})
