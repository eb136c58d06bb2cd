import { expect, it } from 'vitest'
import { TaskPool } from '../../../src/server/workers/task-pool.ts'
import { bytesOf } from '../shop.ts'

it('does tasks in threads, refuses those beyond its queue, and all once it is closed', async () => {
  const pool = new TaskPool({
    file: 'task-worker',
    threads: 1,
    queueMax: 0,
    memoryMegabytesMax: 512,
  })
  const task = { kind: 'rules', dumps: [{ file: 'x', bytes: bytesOf('*nat\nCOMMIT\n') }] }
  await expect(pool.run('askDumps', task)).rejects.toThrow('0 tasks wait already')
  await pool.close()
  await expect(pool.run('askDumps', task)).rejects.toThrow('the server stops')
})
