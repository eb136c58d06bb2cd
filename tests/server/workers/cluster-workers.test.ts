import { afterEach, describe, expect, it } from 'vitest'
import { type ClusterThread, ClusterWorkers } from '../../../src/server/workers/cluster-workers.ts'
import { applyText, shopChange } from '../shop.ts'

const settings = { threads: 2, queueMax: 3, timeoutMs: 60_000, memoryMegabytesMax: 512 }
let workers: ClusterWorkers
let gone: ClusterThread[] = []
const start = (more: Partial<typeof settings> = {}) => {
  gone = []
  workers = new ClusterWorkers({ ...settings, ...more }, (thread) => gone.push(thread))
  return workers.choose()
}
afterEach(() => workers.close())
const make = (thread: ClusterThread, cluster: string) =>
  thread.ask({ kind: 'make', cluster, settings: { mode: 'iptables' }, changes: [shopChange] })

describe('threads', () => {
  it('are started as clusters come, up to so many; then the one with fewest takes the next', () => {
    const first = start()
    first.clusters = 2
    const second = workers.choose()
    second.clusters = 1
    expect(second).not.toBe(first)
    expect(workers.choose()).toBe(second)
  })

  it('take on so many requests and no more', async () => {
    const thread = start()
    const results = await Promise.allSettled(
      Array.from({ length: 5 }, (_, index) => make(thread, `c${index}`)),
    )
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
    ])
    expect(results[4]).toMatchObject({ reason: { code: 'E_BUSY', status: 503 } })
  })

  it('that take too long are ended; who waits is told, and who comes later too', async () => {
    const thread = start({ timeoutMs: 1 })
    await expect(make(thread, 'c')).rejects.toThrow('ended before it could answer')
    expect(gone).toEqual([thread])
    await expect(make(thread, 'c')).rejects.toThrow('ended before')
    expect(workers.choose()).not.toBe(thread)
  })

  it('that need too much memory end alone', async () => {
    const thread = start({ memoryMegabytesMax: 40 })
    const services = Array.from(
      { length: 15_000 },
      (_, index) =>
        `apiVersion: v1\nkind: Service\nmetadata: { name: s${index} }\nspec: { ports: [{ port: 80 }] }\n`,
    )
    const change = applyText(services.join('---\n'))
    const made = thread.ask({
      kind: 'make',
      cluster: 'c',
      settings: { mode: 'iptables' },
      changes: [change],
    })
    await expect(made).rejects.toThrow(/40 MB/)
    expect(gone).toEqual([thread])
  })
})
