import { expect, it } from 'vitest'
import { readBitmapRange } from '../../../src/kernel/ipset/set-range.ts'
import { findSetType } from '../../../src/kernel/ipset/set-type.ts'

function range(typeName: string, text: string | undefined, netmask?: number): number[] | string {
  const type = findSetType(typeName)
  if (type === undefined) throw new Error(typeName)
  try {
    return readBitmapRange(type, text, netmask, (found, expected) => {
      throw new Error(`${found}: ${expected}`)
    })
  } catch (error) {
    return (error as Error).message
  }
}

// As ipset 7.17 and Linux 6.1 took them.
it.each([
  ['bitmap:port', '1000-2000', [1000, 2000]],
  ['bitmap:port', '2000-1000', [1000, 2000]],
  ['bitmap:port', 'http-8080', [80, 8080]],
  ['bitmap:port', 'tcp:80-90', [80, 90]],
  ['bitmap:ip', '10.0.0.5-10.0.0.1', [0x0a000001, 0x0a000005]],
  ['bitmap:ip', '10.0.0.1/24', [0x0a000000, 0x0a0000ff]],
])('%s %s: %j', (type, text, want) => expect(range(type, text)).toEqual(want))

it.each([
  ['bitmap:port', undefined, undefined, 'without a range'],
  ['bitmap:port', '0-65536', undefined, 'FIRST-LAST'],
  ['bitmap:port', '1-', undefined, 'FIRST-LAST'],
  ['bitmap:ip', '10.0.0.0/8', undefined, 'at most 65536 elements'],
  ['bitmap:ip', '10.0.0.0/24', 24, 'several networks'],
  ['bitmap:ip', 'fd00::/120', undefined, 'FIRST-LAST'],
] as const)('%s %s (netmask %s) is refused: %s', (type, text, netmask, why) =>
  expect(range(type, text, netmask)).toContain(why),
)

it('has more addresses where networks count', () => {
  expect(range('bitmap:ip', '10.0.0.0/8', 24)).toEqual([0x0a000000, 0x0affffff])
})
