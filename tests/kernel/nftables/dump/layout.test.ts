import { describe, expect, it } from 'vitest'
import { readLayout } from '../../../../src/kernel/nftables/dump/layout.ts'

describe('the layout of a dump', () => {
  it('names tables and what they hold in their order', () => {
    const layout = readLayout(
      '# note\ntable ip t {\n  set s {\n  }\n\n  chain c { # handle 2\n  }\n}\n',
    )
    expect(layout).toMatchObject({ indent: '  ', handles: true, stateless: false })
    expect(layout.tables).toEqual([
      { key: 'ip t', before: ['# note'], emptyLineFirst: false, items: ['set s', 'chain c'] },
    ])
  })

  it.each([
    ['\t\tcounter accept', true],
    ['\t\tcounter packets 1 bytes 60 accept', false],
    ['\t\taccept', false],
  ])('with the rule %j is stateless: %s', (rule, stateless) => {
    expect(readLayout(`table ip t {\n\tchain c {\n${rule}\n\t}\n}\n`).stateless).toBe(stateless)
  })
})
