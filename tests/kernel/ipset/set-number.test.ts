import { expect, it } from 'vitest'
import { readSetNumber } from '../../../src/kernel/ipset/set-number.ts'

// As ipset 7.17 took them.
it.each([
  ['0', 0],
  ['16', 16],
  ['0x10', 16],
  ['020', 16],
  ['255', 255],
  ['256', undefined],
  ['-1', undefined],
  ['080', undefined],
  ['0xzz', undefined],
  ['', undefined],
  ['5x', undefined],
])('%j, at most 255: %j', (text, want) => expect(readSetNumber(text, 255)).toBe(want))
