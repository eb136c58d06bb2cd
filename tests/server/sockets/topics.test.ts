import { expect, it } from 'vitest'
import { keyOf, Topics } from '../../../src/server/sockets/topics.ts'

const shop = { kind: 'cluster', cluster: 'shop' } as const

it('a topic has a log from its opening to its end', () => {
  const topics = new Topics()
  topics.append(shop, ['{}'])
  expect(topics.find(shop)).toBeUndefined()
  const log = topics.open(shop)
  topics.append(shop, ['{}', '{}'])
  expect([topics.find(shop), log.last]).toEqual([log, 2])
  topics.close(shop, 'gone')
  expect(topics.find(shop)).toBeUndefined()
})

it('its end is told to those who listen, with the reason', () => {
  const topics = new Topics()
  const told: string[] = []
  topics.open(shop)
  topics.onEnd(shop, (reason) => told.push(`first: ${reason}`))
  const stop = topics.onEnd(shop, (reason) => told.push(`second: ${reason}`))
  stop()
  topics.close(shop, 'gone')
  topics.close(shop, 'gone again')
  expect(told).toEqual(['first: gone'])
})

it('a run and a cluster of one name are two topics', () => {
  expect(keyOf(shop)).not.toBe(keyOf({ kind: 'run', run: 'shop' }))
})
