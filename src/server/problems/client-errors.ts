import type { Socket } from 'node:net'
import { problemOf, problemType } from './problem.ts'

/** Answers what is no HTTP request at all: headers too large, malformed, too slow. */
export function answerClientErrors(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const problem =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? problemOf(431, 'E_LIMIT', 'headers of more than 16 kB')
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? problemOf(408, 'E_BODY', 'the request did not come in time')
        : problemOf(400, 'E_BODY', 'this is no HTTP request')
  const body = JSON.stringify(problem)
  socket.end(
    `HTTP/1.1 ${problem.status} ${problem.title}\r\ncontent-type: ${problemType}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
}
