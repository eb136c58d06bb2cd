import { describe, expect, it } from 'vitest'
import { isSetDump, readSetDump } from '../../../src/kernel/ipset/set-dump.ts'

describe('a dump of sets', () => {
  it.each([
    ['create x hash:ip family inet hashsize 1024 maxelem 65536\nadd x 10.0.0.1\n'],
    [
      'Name: x\nType: hash:ip\nRevision: 5\nHeader: family inet hashsize 1024 maxelem 65536\nMembers:\n10.0.0.1\n',
    ],
  ])('is read in either form', (text) => {
    expect(isSetDump(text)).toBe(true)
    expect(readSetDump(text, 'f').get('x')?.has('10.0.0.1', 0)).toBe(true)
  })

  it('is refused where it is none', () => {
    expect(isSetDump('*filter\n')).toBe(false)
    expect(() => readSetDump('*filter\n', 'f')).toThrow('expected the output of ipset save or list')
  })
})
