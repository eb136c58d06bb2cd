import { expect, it } from 'vitest'
import { isSameData } from '../../../../src/kernel/nftables/model/element-data.ts'

const jump = (chain: string) => ({ kind: 'verdict', verdict: { kind: 'goto', chain } }) as never
const address = (value: bigint) => ({ kind: 'value', values: [value] }) as never

it.each([
  { name: 'nothing and nothing', left: undefined, right: undefined, same: true },
  { name: 'a verdict and nothing', left: jump('a'), right: undefined, same: false },
  { name: 'the same verdict, made twice', left: jump('a'), right: jump('a'), same: true },
  { name: 'verdicts to two chains', left: jump('a'), right: jump('b'), same: false },
  {
    name: 'the same IPv6 address',
    left: address(1n << 100n),
    right: address(1n << 100n),
    same: true,
  },
  { name: 'two IPv6 addresses', left: address(1n << 100n), right: address(1n << 99n), same: false },
])('$name: $same', ({ left, right, same }) => {
  expect(isSameData(left, right)).toBe(same)
})
