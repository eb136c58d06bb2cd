import { MessageChannel } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { RunPool } from '../../../src/server/workers/run-pool.ts'
import { smallRequest, smallScenario } from '../small-scenario.ts'

let pool: RunPool
const start = (queueMax = 1) => {
  pool = new RunPool({ threads: 1, queueMax, memoryMegabytesMax: 512 })
}
afterEach(() => pool.close())
function play(signal = new AbortController().signal, paused = true) {
  const { port1, port2 } = new MessageChannel()
  port1.on('message', (report: { texts?: readonly string[] }) =>
    port1.postMessage({ kind: 'taken', events: report.texts?.length ?? 0 }),
  )
  return pool.play({ ...smallRequest, paused }, port2, signal).finally(() => port1.close())
}

describe('the pool of runs', () => {
  it('checks and plays in a thread', async () => {
    start()
    expect(await pool.check(smallScenario)).toMatchObject({ endMs: 180_000 })
    expect((await play(undefined, false)).results).toHaveLength(1)
    await expect(pool.check({ ...smallScenario, text: 'x: 1' })).rejects.toMatchObject({
      code: 'E_SCENARIO',
    })
  })

  it('lets so many wait and no more; a scenario is checked meanwhile; what is given up ends', async () => {
    start()
    const first = new AbortController()
    const second = new AbortController()
    const played = [play(first.signal), play(second.signal)]
    const ends = Promise.allSettled(played)
    expect(await pool.check(smallScenario)).toBeDefined()
    await expect(play()).rejects.toThrow('1 tasks wait already')
    first.abort()
    second.abort()
    expect((await ends).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect((await play(undefined, false)).results).toHaveLength(1)
  })
})
