import { expect, it } from 'vitest'
import { completeOption, refuseOption } from '../../../../src/kernel/iptables/text/option-names.ts'

it.each([
  ['--to', ['DNAT'], '--to-destination'],
  ['--to', ['REDIRECT'], '--to-ports'],
  ['--dport', ['multiport'], '--dports'],
  ['--dest', [], '--destination'],
  ['--in', [], undefined],
  ['--in-', [], '--in-interface'],
  ['--dest', ['tcp'], undefined],
  ['--ctst', ['conntrack'], undefined],
  ['--set', ['MARK'], undefined],
  ['--comment', ['comment'], undefined],
  ['--', ['comment'], undefined],
  ['-d', ['tcp'], undefined],
])('%s of %s stands for %s', (word, extensions, whole) => {
  expect(completeOption(word, extensions)).toBe(whole)
})

it('says what is no option', () => {
  const fail = (found: string, expected: string): never => {
    throw new Error(`${found}; ${expected}`)
  }
  const refuse = (word: string) => () => refuseOption(word, { fail } as never)
  expect(refuse('--sports')).toThrow('--sports without a protocol that has ports')
  expect(refuse('--no-such')).toThrow('the unknown option --no-such')
  expect(refuse('stray')).toThrow('stray; an option, which begins with -')
})
