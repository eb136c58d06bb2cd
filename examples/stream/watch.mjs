// Watches a cluster of `kpe serve`, or a run, one event a line. From a checkout after `npm start`:
//
//     node examples/stream/watch.mjs cluster shop
//     node examples/stream/watch.mjs run run-1 ws://localhost:8080/v1/stream
import { WebSocket } from 'ws'

const [kind = 'cluster', name = 'shop', url = 'ws://localhost:8080/v1/stream'] =
  process.argv.slice(2)
const socket = new WebSocket(url)
socket.on('open', () => {
  socket.send(JSON.stringify({ kind: 'subscribe', topic: { kind, [kind]: name } }))
})
socket.on('message', (data) => {
  const message = JSON.parse(String(data))
  const lines = message.kind === 'events' ? message.events : [message]
  for (const line of lines) console.log(JSON.stringify(line))
})
socket.on('close', (code, reason) => console.error(`closed: ${code} ${reason}`))
socket.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
