import { connect } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningServer, startServer } from '../running-server.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

/** What comes back for bytes as they are. */
function answerTo(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(server.port, '127.0.0.1', () => socket.write(text))
    socket.on('data', (data) => {
      answer += data.toString()
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })
}

it.each([
  { name: 'no HTTP', text: '\0\0\0\0 nonsense\r\n\r\n', status: 400, code: 'E_BODY' },
  {
    name: 'headers too large',
    text: `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`,
    status: 431,
    code: 'E_LIMIT',
  },
  {
    name: 'two lengths',
    text: 'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx',
    status: 400,
    code: 'E_BODY',
  },
])('$name is answered with $status, and the server goes on', async ({ text, status, code }) => {
  const answer = await answerTo(text)
  expect(answer).toContain(`HTTP/1.1 ${status} `)
  expect(answer).toContain(`"code":"${code}"`)
  expect((await server.get('/healthz')).status).toBe(200)
})
