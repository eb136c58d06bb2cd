import { describe, expect, it } from 'vitest'
import { refusedText } from '../../one-rule.ts'

// As nft 1.0.6 reports them.
describe('of several faults', () => {
  it.each([
    [
      'what cannot be read',
      'add rule ip t nochain accept\nadd rule ip t c drop accept\nadd rule ip t c bogus bogus bogus',
      '2:22: Statement after terminal statement has no effect',
    ],
    [
      'what makes no sense, before what the kernel refuses',
      'add rule ip t nochain accept\nadd rule ip t c drop accept',
      '2:22: Statement after terminal statement has no effect',
    ],
    [
      'also in a block',
      'table ip t {\nchain b {\nip saddr @s accept\nmeta mark set 1\ndrop accept\n}\n}',
      '3:10: No such file or directory',
    ],
    [
      'what the kernel refuses',
      'add rule ip t c reject\nadd rule ip t nochain accept',
      '2:15: Could not process rule: No such file or directory',
    ],
  ])('%s counts', (_name, text, refusal) => {
    const before = 'table ip t {\nchain c { type filter hook postrouting priority 0; }\n}'
    expect(refusedText(text, before)).toBe(refusal)
  })

  it('what is wrong with the whole counts only if it stays so', () => {
    const before = 'table ip t {\nchain c { type filter hook postrouting priority 0; }\n}'
    expect(refusedText('add rule ip t c reject', before)).toBe(
      '1:1: Could not process rule: Operation not supported',
    )
    expect(refusedText('add rule ip t c reject\nflush chain ip t c', before)).toBe('was taken')
  })
})
