import { describe, expect, it } from 'vitest'
import { isPlainKey, parseFlow } from '../../../../src/kubernetes/reading/yaml/plain-flow.ts'

describe('brackets on one line', () => {
  it.each([
    { text: '[]', value: [] },
    { text: '{} # nothing', value: {} },
    { text: '["a", b , 3, yes, [c]]', value: ['a', 'b', 3, true, ['c']] },
    { text: '{name: x, list: [1], port: 80}', value: { name: 'x', list: [1], port: 80 } },
    { text: '["a",]', value: ['a'] },
  ])('$text', ({ text, value }) => {
    expect(parseFlow(text)).toMatchObject({ value })
  })

  it.each(['[a', '[a: b]', '{a}', '{a:b}', '[a] b', '{a: 1, a: 2}', '{yes: 1}', '[#a]', '[*a]'])(
    '%s is for the full reader',
    (text) => {
      expect(parseFlow(text)).toBeUndefined()
    },
  )

  it('keys are texts', () => {
    expect(['name', 'y', 'null', '__proto__'].map(isPlainKey)).toEqual([true, false, false, false])
  })
})
