import { describe, expect, it } from 'vitest'
import {
  compareOutput,
  compareTables,
  compareValues,
} from '../../../../src/simulation/recordings/ipvs/comparison.ts'
import { anyLine } from '../../../../src/simulation/recordings/ipvs/shell.ts'

const line = (time: string, port = 1) =>
  `TCP ${time}  ESTABLISHED 10.1.0.1:${port} 10.96.0.10:80 10.244.1.1:80`
const seconds = { seconds: true }

describe('outputs', () => {
  it.each([
    {
      name: 'connections in any order',
      one: ['x', line('00:10'), line('00:20', 2)],
      other: ['x', line('00:20', 2), line('00:10')],
    },
    { name: 'two seconds more or less', one: [line('01:00')], other: [line('00:58')] },
    { name: 'a line that is not emulated', one: ['x', 'TCP stats 5'], other: ['x', anyLine] },
  ])('agree: $name', ({ one, other }) => expect(compareOutput(one, other, seconds)).toBeUndefined())

  it.each([
    { name: 'other lines out of order', one: ['x', 'y'], other: ['y', 'x'], timeOnly: false },
    {
      name: 'a connection too few',
      one: [line('00:10'), line('00:10')],
      other: [line('00:10')],
      timeOnly: false,
    },
    { name: 'three seconds', one: [line('00:10')], other: [line('00:13')], timeOnly: true },
  ])('differ: $name', ({ one, other, timeOnly }) =>
    expect(compareOutput(one, other, seconds)).toMatchObject({ timeOnly }),
  )

  it('know that heartbeats renew SCTP associations when chance wants', () => {
    const sctp = (time: string) => line(time).replace(/^TCP +/, 'SCTP ')
    expect(compareOutput([sctp('14:30')], [sctp('14:59')], seconds)).toBeUndefined()
    expect(compareOutput([sctp('14:20')], [sctp('14:59')], seconds)).toBeDefined()
  })

  it('do not differ in seconds that nobody asks for', () => {
    expect(compareOutput([line('00:10')], [line('09:13')], { seconds: false })).toBeUndefined()
  })
})

it('tables agree in any order of services, but not of servers', () => {
  const [a, b] = [
    ['a', 1, 0, 0],
    ['b', 1, 0, 0],
  ] as const
  expect(compareTables({ x: [a], y: [b] }, { y: [b], x: [a] })).toBeUndefined()
  expect(compareTables({ x: [a, b] }, { x: [b, a] })?.expected).toContain('x [["a"')
  expect(compareTables({ x: [a] }, {})?.actual).toContain('not there')
})

it('values agree or differ', () => {
  expect(compareValues(null, null)).toBeUndefined()
  expect(compareValues('x', undefined)).toEqual({
    expected: '"x"',
    actual: 'nothing',
    timeOnly: false,
  })
})
