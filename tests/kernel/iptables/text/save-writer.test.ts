import { describe, expect, it } from 'vitest'
import { IptablesEngine } from '../../../../src/kernel/iptables/engine/iptables-engine.ts'
import { printSave } from '../../../../src/kernel/iptables/text/save-writer.ts'

function node() {
  const engine = new IptablesEngine({ family: 'IPv4' })
  engine.restore(
    '*filter\n:b - [0:0]\n:B - [0:0]\n:a - [0:0]\n[3:180] -A a -j DROP\nCOMMIT\n*nat\nCOMMIT\n*raw\nCOMMIT\n',
    {
      counters: true,
    },
  )
  return engine.tables()
}

const headings = (text: string) => text.match(/^\*\S+/gm)

describe('the text of iptables-save', () => {
  it('has the latest table first for iptables-legacy', () => {
    expect(headings(printSave(node(), { backend: 'legacy' }))).toEqual(['*raw', '*nat', '*filter'])
  })

  it('has tables in an order of its own for iptables-nft', () => {
    expect(headings(printSave(node(), { backend: 'nft' }))).toEqual(['*raw', '*filter', '*nat'])
  })

  it('has built-in chains by hook, then the others by name, byte by byte', () => {
    const text = printSave(node(), { backend: 'legacy' })
    expect(text.match(/^:\S+/gm)?.slice(-6)).toEqual([
      ':INPUT',
      ':FORWARD',
      ':OUTPUT',
      ':B',
      ':a',
      ':b',
    ])
  })

  it('has counters and comments where they are wanted', () => {
    const comments = { before: 'Generated', after: 'Completed' }
    const [filter] = node()
    const text = printSave(filter === undefined ? [] : [filter], {
      backend: 'nft',
      counters: true,
      comments,
    })
    expect(text).toBe(`# Generated
*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:B - [0:0]
:a - [0:0]
:b - [0:0]
[3:180] -A a -j DROP
COMMIT
# Completed
`)
  })
})
