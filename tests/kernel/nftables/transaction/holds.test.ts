import { describe, expect, it } from 'vitest'
import { nodeWith, refusal } from './transactions.ts'

const useOf = (text: string, kind: 'chains' | 'sets' | 'objects', name: string) => {
  const engine = nodeWith()
  engine.apply(text)
  return engine.ruleset.table('ip', 't')?.[kind].get(name)?.useCount
}

describe('what rules and elements hold', () => {
  it.each([
    ['a jump', 'add rule ip t base jump free', 'chains', 'free', 1],
    [
      'two jumps',
      'add rule ip t base jump free; add rule ip t base goto free',
      'chains',
      'free',
      2,
    ],
    [
      'an anonymous verdict map',
      'add rule ip t base tcp dport vmap { 1 : jump free, 2 : goto free }',
      'chains',
      'free',
      2,
    ],
    ['an element of a verdict map', 'add element ip t v { 81 : goto free }', 'chains', 'free', 1],
    ['a lookup', 'add rule ip t base ip daddr @s drop', 'sets', 's', 2],
    ['a named counter', 'add rule ip t base counter name "n"', 'objects', 'counter n', 2],
    ['nothing, when its rules are flushed', 'flush chain ip t used', 'sets', 's', 0],
    [
      'nothing, when the element is gone',
      'delete element ip t v { 80 }; flush chain ip t base',
      'chains',
      'used',
      0,
    ],
  ] as const)('%s counts', (_name, text, kind, name, want) => {
    expect(useOf(text.replaceAll('; ', '\n'), kind, name)).toBe(want)
  })

  it.each([
    ['a chain that is not there', 'add rule ip t free jump nowhere', 'No such file or directory'],
    ['a base chain', 'add rule ip t free jump base', 'Operation not supported'],
    [
      'a set that is not there',
      'add rule ip t free ip saddr @nowhere',
      'No such file or directory',
    ],
    [
      'an object that is not there',
      'add rule ip t free counter name "nowhere"',
      'No such file or directory',
    ],
  ])('cannot be %s', (_name, text, reason) => {
    expect(refusal(nodeWith(), text)).toContain(reason)
  })

  it('gives a set that packets add to room for 65535', () => {
    const engine = nodeWith()
    engine.apply(
      'add set ip t d { type ipv4_addr; flags dynamic; }\nadd rule ip t free add @d { ip saddr }',
    )
    expect(engine.list()).toContain(
      '\tset d {\n\t\ttype ipv4_addr\n\t\tsize 65535\n\t\tflags dynamic\n',
    )
  })
})
