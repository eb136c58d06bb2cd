import { expect, it } from 'vitest'
import { ByteQueue } from '../../../../src/simulation/flows/capture/byte-queue.ts'

it('gives bytes in other pieces than they came in', () => {
  const queue = new ByteQueue()
  queue.push(Buffer.from([1, 2]))
  expect(queue.take(3)).toBeUndefined()
  queue.push(Buffer.from([3, 4]))
  expect([...(queue.peek(1) ?? [])]).toEqual([1])
  expect([...(queue.take(3) ?? [])]).toEqual([1, 2, 3])
  expect(queue.length).toBe(1)
  expect(queue.offset).toBe(3)
})
