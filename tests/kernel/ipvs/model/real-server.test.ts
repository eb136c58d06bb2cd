import { describe, expect, it } from 'vitest'
import { Journal } from '../../../../src/base/journal.ts'
import { plainServer } from '../../../../src/kernel/ipvs/model/real-server.ts'
import { defaultKernel } from '../../../../src/kernel/ipvs/model/settings.ts'
import { serversOf } from '../some-servers.ts'

const kernels = [
  { name: 'new', kernel: defaultKernel },
  { name: 'old', kernel: { ...defaultKernel, activeFactor: 256 } as const },
]

describe.each(kernels)('thresholds on a $name kernel', ({ kernel }) => {
  const limited = (upperThreshold: number, lowerThreshold: number) => {
    const [server] = serversOf({})
    if (server === undefined) throw new Error('no server')
    server.define(
      { ...plainServer, address: server.address, port: 1, upperThreshold, lowerThreshold },
      false,
      kernel,
    )
    return server
  }

  it('full at the upper one, free again below the lower one', () => {
    const server = limited(4, 2)
    const seen: boolean[] = []
    for (let count = 0; count < 4; count += 1) server.connectionAdded(kernel)
    seen.push(server.overloaded)
    for (let count = 0; count < 3; count += 1) {
      server.connectionRemoved(kernel)
      seen.push(server.overloaded)
    }
    expect(seen).toEqual([true, true, true, false])
  })

  it('without a lower one three quarters of the upper one', () => {
    const server = limited(4, 0)
    for (let count = 0; count < 4; count += 1) server.connectionAdded(kernel)
    server.connectionRemoved(kernel)
    expect(server.overloaded).toBe(true)
    server.connectionRemoved(kernel)
    expect(server.overloaded).toBe(false)
  })

  it('taken away, the server is free', () => {
    const server = limited(1, 0)
    server.connectionAdded(kernel)
    expect(server.usable).toBe(false)
    server.define({ ...plainServer, address: server.address, port: 1 }, false, kernel)
    expect(server.usable).toBe(true)
  })
})

describe('a real server', () => {
  it('keeps its last positive weight', () => {
    const [server] = serversOf({ weight: 5 })
    server?.define(
      { ...plainServer, address: server.address, port: 1, weight: 0 },
      false,
      defaultKernel,
    )
    expect(server).toMatchObject({ weight: 0, lastWeight: 5, usable: false })
  })

  it('costs active · F + inactive', () => {
    const [server] = serversOf({ active: 2, inactive: 3 })
    expect([256, 257].map((factor) => server?.overhead(factor))).toEqual([515, 517])
  })

  it('is as before when the journal rolls back', () => {
    const [server] = serversOf({ active: 2 })
    const journal = new Journal()
    server?.save(journal)
    Object.assign(server ?? {}, { active: 9, weight: 7 })
    journal.rollBack()
    expect(server).toMatchObject({ active: 2, weight: 1 })
  })
})
