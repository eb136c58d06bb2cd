import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeShop, type RunningServer, startServer } from '../server/running-server.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startServer()
  await makeShop(server)
})
afterAll(() => server.stop())

it('watches a cluster, one event a line', async () => {
  const url = `${server.url.replace('http', 'ws')}/v1/stream`
  const args = ['examples/stream/watch.mjs', 'cluster', 'shop', url]
  const program = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const kinds: string[] = []
  for await (const line of createInterface(program.stdout)) {
    const { kind } = JSON.parse(line)
    kinds.push(kind)
    if (kind === 'subscribed')
      await server.get('/v1/clusters/shop/objects/Deployment/shop/catalog', { method: 'DELETE' })
    if (kind === 'objects-changed') break
  }
  program.kill()
  expect(kinds.slice(0, 2)).toEqual(['hello', 'subscribed'])
  expect(kinds.at(-1)).toBe('objects-changed')
})
