import { describe, expect, it } from 'vitest'
import { formatNodeDump } from '../../../src/report/rules/dump-text.ts'
import { readNodeDump } from '../../../src/simulation/node/node-dump.ts'

const save = '*nat\n:PREROUTING ACCEPT [0:0]\n:X - [0:0]\n-A PREROUTING -j X\nCOMMIT\n'
const ipvs = '-A -t 10.96.0.10:53 -s rr\n'
const dumpOf = (text: string) => readNodeDump(text, 'dump.txt')

describe('a dump in another form', () => {
  it('none: as it came', () => {
    expect(formatNodeDump(dumpOf(save), undefined, undefined)).toBe(save)
  })

  it.each([
    { text: save, output: 'json', has: '"rule": "-j X"' },
    { text: save, output: 'restore', has: '-A PREROUTING -j X' },
    { text: ipvs, output: 'ipvsadm-list', has: 'TCP  10.96.0.10:53 rr' },
  ] as const)('$output', ({ text, output, has }) => {
    expect(formatNodeDump(dumpOf(text), output, undefined)).toContain(has)
  })

  it.each([
    { text: save, output: 'nft' },
    { text: ipvs, output: 'save' },
  ] as const)('$output is refused where it has none', ({ text, output }) => {
    expect(() => formatNodeDump(dumpOf(text), output, undefined)).toThrow('has no such form')
  })
})
