import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { sendAll } from '../../../src/cli/calibrate/probe-command.ts'

it('sends every flow from a port of its own, and times all but the warm-up', async () => {
  const receiver = createSocket('udp4')
  const senders: number[] = []
  const all = new Promise<void>((resolve) => {
    receiver.on('message', (_, { port }) => {
      if (senders.push(port) === 8) resolve()
    })
  })
  receiver.bind(0, '127.0.0.1')
  await once(receiver, 'listening')
  const { port } = receiver.address()
  const targets = [{ address: '127.0.0.1', port }]
  const times = await sendAll({ targets, flows: 3, warmUp: 1, laterPackets: 1 })
  await all
  receiver.close()
  expect(times.first.map((one) => one.length)).toEqual([3])
  expect(times.later.map((one) => one.length)).toEqual([3])
  expect(times.first[0]?.every((us) => us > 0)).toBe(true)
  expect(new Set(senders).size).toBe(4)
})
