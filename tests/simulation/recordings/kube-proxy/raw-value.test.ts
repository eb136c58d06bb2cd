import { expect, it } from 'vitest'
import {
  booleanIn,
  defined,
  isRecord,
  labelsIn,
  numberIn,
  recordIn,
  recordsIn,
  textIn,
  textsIn,
  withoutNulls,
} from '../../../../src/simulation/recordings/kube-proxy/raw-value.ts'

const raw = {
  text: 'a',
  number: 1,
  boolean: false,
  nothing: null,
  list: ['a', 1, 'b'],
  commas: 'a, b,,c',
  record: { x: 'y', z: 1 },
  records: [{ a: 1 }, null, 'x', { b: 2 }],
}

it('finds values of the type that is asked for, and nothing else', () => {
  expect([textIn(raw, 'text'), textIn(raw, 'number')]).toEqual(['a', undefined])
  expect([numberIn(raw, 'number'), numberIn(raw, 'text')]).toEqual([1, undefined])
  expect([booleanIn(raw, 'boolean'), booleanIn(raw, 'nothing')]).toEqual([false, undefined])
  expect([recordIn(raw, 'record'), recordIn(raw, 'list')]).toEqual([{ x: 'y', z: 1 }, {}])
  expect(recordsIn(raw, 'records')).toEqual([{ a: 1 }, { b: 2 }])
  expect(recordsIn(raw, 'record')).toEqual([])
  expect(labelsIn(raw, 'record')).toEqual({ x: 'y' })
  expect([isRecord({}), isRecord([]), isRecord(null)]).toEqual([true, false, false])
})

it('takes a list of texts with commas too', () => {
  expect(textsIn(raw, 'list')).toEqual(['a', 'b'])
  expect(textsIn(raw, 'commas')).toEqual(['a', 'b', 'c'])
  expect(textsIn(raw, 'nothing')).toEqual([])
})

it('leaves out nulls', () => {
  expect(withoutNulls({ a: 1, b: null, c: [] })).toEqual({ a: 1, c: [] })
})

it('leaves out what is undefined', () => {
  expect(Object.keys(defined({ a: 1, b: undefined }))).toEqual(['a'])
})
