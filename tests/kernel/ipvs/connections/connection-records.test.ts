import { expect, it } from 'vitest'
import {
  ConnectionRecords,
  connectionFlag,
} from '../../../../src/kernel/ipvs/connections/connection-records.ts'

it.each([
  { words: 1, bytes: 44 },
  { words: 4, bytes: 68 },
] as const)('a record of $words address words takes $bytes bytes', ({ words, bytes }) => {
  expect(new ConnectionRecords(words).stride * 4).toBe(bytes)
})

it('keeps what is written side by side', () => {
  const records = new ConnectionRecords(1)
  records.addSegment()
  records.setMeta(5, 132, connectionFlag.template | connectionFlag.direct)
  records.setState(5, 13)
  records.setBucketLevel(5, 4)
  records.setFlag(5, connectionFlag.template, false)
  records.setPorts(5, 65_535, 1)
  expect([records.protocol(5), records.state(5), records.bucketLevel(5)]).toEqual([132, 13, 4])
  expect([records.flags(5), records.clientPort(5), records.virtualPort(5)]).toEqual([
    connectionFlag.direct,
    65_535,
    1,
  ])
  records.setNext(5, 9)
  records.setHash(5, -9)
  expect([records.next(5), records.hashOf(5)]).toEqual([9, -9])
})

it('puts back a copy, but not its place in chain and wheel', () => {
  const records = new ConnectionRecords(4)
  records.addSegment()
  records.setTimeout(1, 9)
  records.setNext(1, 77)
  const copy = records.copy(1)
  records.setTimeout(1, 8)
  records.setNext(1, 78)
  records.restore(1, copy)
  expect([records.timeout(1), records.next(1)]).toEqual([9, 78])
})
