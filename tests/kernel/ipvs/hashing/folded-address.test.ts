import { expect, it } from 'vitest'
import { foldAddress } from '../../../../src/kernel/ipvs/hashing/folded-address.ts'
import { parseAddress } from '../../../../src/packet/address.ts'

it.each([
  { text: '10.0.0.1', folded: 0x0a000001 },
  { text: '::1', folded: 1 },
  { text: '1111:1111:2222:2222:4444:4444:8888:8888', folded: 0xffffffff },
  { text: 'fd00:96::a', folded: 0xfd00009c },
])('$text folds to $folded', ({ text, folded }) =>
  expect(foldAddress(parseAddress(text))).toBe(folded),
)
