import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  allOnes,
  type BitOperator,
  compute,
  foldBitwise,
  isZero,
  typesOf,
  unfoldBitwise,
} from '../../../../src/kernel/nftables/model/bitwise.ts'
import type { Expression } from '../../../../src/kernel/nftables/model/expression.ts'

const mark: Expression = { kind: 'meta', key: 'mark', type: 'mark' }

describe('bitwise expressions', () => {
  it.each<[string, BitOperator, number, object]>([
    ['and is a mask', '&', 0xff, { mask: 0xff, xor: 0 }],
    ['xor is an xor', '^', 0x4000, { mask: 0xffffffff, xor: 0x4000 }],
    ['or clears the bits and sets them', '|', 0x4000, { mask: 0xffffbfff, xor: 0x4000 }],
  ])('%s', (_name, operator, value, want) => {
    expect(foldBitwise(mark, operator, value)).toMatchObject(want)
  })

  it('of constants are computed', () => {
    const six: Expression = { kind: 'value', type: 'mark', value: 6 }
    expect(foldBitwise(six, '&', 3)).toEqual({ kind: 'value', type: 'mark', value: 2 })
  })

  it.each<[string, BitOperator, number, object]>([
    ['and', '&', 0xff, { and: 0xff }],
    ['or', '|', 0x4000, { or: 0x4000 }],
    ['xor', '^', 0x4000, { xor: 0x4000 }],
  ])('are written again as they were: %s', (_name, operator, value, want) => {
    const folded = foldBitwise(mark, operator, value)
    expect(folded.kind === 'bitwise' && unfoldBitwise(folded)).toEqual(want)
  })

  it('say the same folded as one by one', () => {
    const step = fc.tuple(fc.constantFrom<BitOperator>('&', '|', '^'), fc.nat(0xffffffff))
    fc.assert(
      fc.property(fc.nat(0xffffffff), fc.array(step, { minLength: 1 }), (start, steps) => {
        let folded: Expression = mark as Expression
        let value = start
        for (const [operator, operand] of steps) {
          folded = foldBitwise(folded, operator, operand)
          value = Number(compute(value, operator, operand))
        }
        const { mask, xor } = folded.kind === 'bitwise' ? folded : { mask: 0, xor: 0 }
        expect(compute(compute(start, '&', mask), '^', xor)).toBe(value)
      }),
    )
  })

  it('have the types of their parts', () => {
    const port: Expression = {
      kind: 'payload',
      protocol: 'th',
      field: 'dport',
      type: 'inet_service',
    }
    expect(typesOf({ kind: 'concatenation', parts: [mark, port] })).toEqual([
      'mark',
      'inet_service',
    ])
    expect(typesOf(mark)).toEqual(['mark'])
  })

  it('know all ones and zero of small and of wide types', () => {
    expect(allOnes(8)).toBe(255)
    expect(allOnes(128)).toBe(2n ** 128n - 1n)
    expect([0, 0n, 1, 1n, ''].map(isZero)).toEqual([true, true, false, false, false])
  })
})
