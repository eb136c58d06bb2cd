import { describe, expect, it } from 'vitest'
import { matches, normalForm } from '../../packets.ts'

describe('-m multiport', () => {
  it.each([
    ['-p tcp -m multiport --sports 80,443:445', '-p tcp -m multiport --sports 80,443:445'],
    ['-p tcp -m multiport ! --destination-ports 80,81', '-p tcp -m multiport ! --dports 80,81'],
    ['-p udp -m multiport --ports 53,67:68', '-p udp -m multiport --ports 53,67:68'],
  ])('%s prints as %s', (given, printed) => {
    expect(normalForm(given)).toBe(printed)
  })

  it.each([
    {
      name: 'matches one of the ports',
      options: '-p tcp -m multiport --dports 79,80',
      words: {},
      want: true,
    },
    {
      name: 'does not match another',
      options: '-p tcp -m multiport --dports 79,81',
      words: {},
      want: false,
    },
    {
      name: 'matches either end with --ports',
      options: '-p tcp -m multiport --ports 40000',
      words: {},
      want: true,
    },
    {
      name: 'matches within a range',
      options: '-p tcp -m multiport --dports 22,70:90',
      words: {},
      want: true,
    },
  ])('$name', ({ options, words, want }) => {
    expect(matches(options, words)).toBe(want)
  })

  it('refuses more ports than the kernel keeps, and a rule without ports', () => {
    const ports = Array.from({ length: 16 }, (_, i) => i + 1).join(',')
    expect(normalForm(`-p tcp -m multiport --dports ${ports}`)).toContain('at most 15')
    expect(normalForm('-m multiport --dports 80')).toContain('a protocol that has ports')
  })
})
