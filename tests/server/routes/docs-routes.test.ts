import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { curlCommandsIn, paste } from '../pasted-commands.ts'
import { type RunningServer, startServer } from '../running-server.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

it.each([
  { path: '/docs', file: 'docs/api.md' },
  { path: '/docs/errors', file: 'docs/errors.md' },
])('$path is $file', async ({ path, file }) => {
  expect(await (await server.get(path)).text()).toBe(readFileSync(file, 'utf8'))
})

describe('the commands of docs/api.md work as pasted, in their order', () => {
  it.each(curlCommandsIn('docs/api.md'))('%s', async (command) => {
    const answer = await paste(command, server.port)
    expect(answer).not.toContain('"code":"E_')
    // What is deleted whole answers nothing.
    const isQuiet = /-X DELETE \S+\/(?:clusters|runs|scenarios|jobs)\/[^/]+$/.test(command)
    expect(answer === '').toBe(isQuiet)
  })

  it.each(curlCommandsIn('README.md'))('README: %s', async (command) => {
    const answer = await paste(command, server.port)
    expect(answer).not.toContain('"code":"E_')
    expect(answer).not.toBe('')
  })

  it('and there are some for every path', async () => {
    const document = (await (await server.get('/openapi.json')).json()) as { paths: object }
    const shown = curlCommandsIn('docs/api.md').join('\n')
    const pattern = (path: string) =>
      new RegExp(
        `localhost:8080${path.replaceAll(/\{\w+\}/g, '[^/ ?]+').replace(/$/, "(?=[ '?\\n]|$)")}`,
      )
    const paths = Object.keys(document.paths).filter((path) => !/^\/(docs|openapi)/.test(path))
    expect(paths.filter((path) => !pattern(path).test(shown))).toEqual([])
  })
})
