import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isAscii, TextWriter } from '../../../src/proxy/iptables/text-writer.ts'

it('gives back what was written, in whatever pieces', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (pieces) => {
      const text = pieces.join('')
      const writer = new TextWriter(!isAscii(text), 4)
      for (const piece of pieces) writer.write(piece)
      expect(writer.text()).toBe(text)
    }),
  )
})

it('grows with its text', () => {
  const writer = new TextWriter(false)
  for (let line = 0; line < 20_000; line += 1) writer.write('-A KUBE-SERVICES -j ACCEPT\n')
  expect(writer.text()).toHaveLength(20_000 * 27)
})

it('tells ASCII from other text', () => {
  expect(isAscii('shop/web:http')).toBe(true)
  expect(isAscii('shop/wéb')).toBe(false)
})
