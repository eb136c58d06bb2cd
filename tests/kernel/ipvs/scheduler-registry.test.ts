import { expect, it } from 'vitest'
import { schedulerNames } from '../../../src/kernel/ipvs/model/scheduler-name.ts'
import { createScheduler } from '../../../src/kernel/ipvs/scheduler-registry.ts'
import { unlimitedSettings } from '../../../src/kernel/ipvs/schedulers/scheduler.ts'
import { requestFrom, serversOf } from './some-servers.ts'

it.each(schedulerNames)('%s takes the only server, refuses an empty list, and says why', (name) => {
  const scheduler = createScheduler(name, unlimitedSettings)
  scheduler.changed?.([], undefined, undefined)
  expect(scheduler.pick([], requestFrom())).toBeUndefined()
  const servers = serversOf({})
  const [server] = servers
  if (server === undefined) throw new Error('no server')
  scheduler.changed?.(servers, { kind: 'added', server }, undefined)
  expect(scheduler.pick(servers, requestFrom())).toBe(server)
  expect(scheduler.explain(servers, requestFrom()).rule).not.toBe('')
})

it.each(schedulerNames)('%s refuses a server of weight 0 and one that is full', (name) => {
  for (const state of [{ weight: 0 }, { overloaded: true }]) {
    const scheduler = createScheduler(name, unlimitedSettings)
    const servers = serversOf(state)
    scheduler.changed?.(servers, undefined, undefined)
    expect(scheduler.pick(servers, requestFrom())).toBeUndefined()
  }
})
