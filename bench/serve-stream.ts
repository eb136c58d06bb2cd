import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import WebSocket from 'ws'
import type { ServerMessage } from '../src/server/messages.ts'

/**
 * 200 clients of the WebSocket that keep up and 20 that do not read, all of one run that has about 500 events a second: events lost,
 * frames a second, memory of the server from a minute after the start (or a fifth of the time) to the end, and what those that
 * do not read were told to be left out when they looked again. Every tenth reader looks into each frame; the others see that
 * numbers follow each other. Seconds: `KPE_STREAM_SECONDS=600` (default 30). Runs the built program (`npm run build`).
 */
const seconds = Number(process.env.KPE_STREAM_SECONDS ?? 30)
const readerCount = 200
const sleeperCount = 20
/** Four events each. */
const connectionsPerSecond = 125
const sleepMs = Math.min(75_000, seconds * 500)
const awakeMs = Math.min(15_000, seconds * 100)
const port = 18_082
const url = `http://127.0.0.1:${port}`

const scenario = `
purpose: Many events.
duration: ${seconds + 60}s
cluster: { nodes: 2 }
objects:
  - apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec: { selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }
  - apiVersion: apps/v1
    kind: Deployment
    metadata: { name: web }
    spec:
      replicas: 3
      selector: { matchLabels: { app: web } }
      template:
        metadata: { labels: { app: web } }
        spec: { containers: [{ name: web, ports: [{ containerPort: 8080 }] }] }
clients:
  shops: { podsOn: node-1, count: 30 }
traffic:
  steady: { from: shops, to: svc/web, rate: ${connectionsPerSecond}/s, start: 5s }
expect:
  - { traffic: steady, failed: 0 }
`

class Reader {
  readonly #socket: WebSocket
  readonly #looksInside: boolean
  events = 0
  frames = 0
  leftOut = 0
  gaps = 0
  closed = ''
  #next: number | undefined

  constructor(looksInside: boolean) {
    this.#looksInside = looksInside
    this.#socket = new WebSocket(`ws://127.0.0.1:${port}/v1/stream`)
    this.#socket.on('open', () => {
      const topic = { kind: 'run', run: 'run-1' }
      this.#socket.send(JSON.stringify({ kind: 'subscribe', topic }))
    })
    this.#socket.on('message', (data) => this.#take(String(data)))
    this.#socket.on('error', () => {})
    this.#socket.on('close', (code) => {
      this.closed = String(code)
    })
  }

  sleep(): void {
    this.#socket.pause()
  }

  wake(): void {
    this.#socket.resume()
  }

  close(): void {
    this.#socket.terminate()
  }

  #take(text: string): void {
    if (text.startsWith('{"kind":"events"')) {
      const first = Number(/"firstSequence":(\d+)/.exec(text)?.[1])
      if (
        this.#next !== undefined &&
        (this.#looksInside ? first !== this.#next : first < this.#next)
      )
        this.gaps += 1
      this.frames += 1
      if (!this.#looksInside) {
        this.#next = first + 1
        return
      }
      const { events } = JSON.parse(text) as Extract<ServerMessage, { kind: 'events' }>
      this.events += events.length
      this.#next = first + events.length
    } else if (text.startsWith('{"kind":"left-out"')) {
      const told = JSON.parse(text) as Extract<ServerMessage, { kind: 'left-out' }>
      this.leftOut += told.count
      this.#next = told.toSequence + 1
    }
  }
}

function memoryMegabytes({ pid }: ChildProcess): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
}

async function post(path: string, method: string, type: string, body: string) {
  const response = await fetch(`${url}${path}`, { method, body, headers: { 'content-type': type } })
  assert(response.ok, await response.text())
}

const child = spawn(process.execPath, ['dist/kpe/main.js', 'serve', '--port', String(port)], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
await new Promise((resolve) => child.stdout.once('data', resolve))
const load = () =>
  loadavg()
    .map((one) => one.toFixed(1))
    .join(' ')
console.log(`${seconds} s; load average ${load()}`)
try {
  await post('/v1/scenarios/many', 'PUT', 'application/yaml', scenario)
  const start = { scenario: 'many', modes: ['iptables'], speed: 1 }
  await post('/v1/runs', 'POST', 'application/json', JSON.stringify(start))
  const readers = Array.from({ length: readerCount }, (_, index) => new Reader(index % 10 === 0))
  const sleepers = Array.from({ length: sleeperCount }, () => new Reader(true))
  await wait(6_000)
  const beganMs = performance.now()
  const before = readers.map(({ events, frames }) => ({ events, frames }))
  const memory: number[] = []
  const sampled = setInterval(() => memory.push(memoryMegabytes(child)), seconds * 10)
  const endMs = beganMs + seconds * 1_000
  while (performance.now() < endMs) {
    for (const one of sleepers) one.sleep()
    await wait(Math.min(sleepMs, Math.max(0, endMs - performance.now())))
    for (const one of sleepers) one.wake()
    await wait(awakeMs)
  }
  clearInterval(sampled)
  const tookSeconds = (performance.now() - beganMs) / 1_000
  const insiders = readers.flatMap((one, index) =>
    index % 10 === 0 ? [(one.events - (before[index]?.events ?? 0)) / tookSeconds] : [],
  )
  const frames = readers.map(
    (one, index) => (one.frames - (before[index]?.frames ?? 0)) / tookSeconds,
  )
  const sum = (list: readonly Reader[], what: 'leftOut' | 'gaps') =>
    list.reduce((total, one) => total + one[what], 0)
  const range = (values: readonly number[]) =>
    `${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)}`
  const from = Math.floor(memory.length / 5)
  console.log(`${readerCount} readers: ${range(insiders)} events/s, ${range(frames)} frames/s each`)
  console.log(
    `left out for them: ${sum(readers, 'leftOut')}; gaps ${sum(readers, 'gaps')}; closed ${readers.filter(({ closed }) => closed !== '').length}`,
  )
  console.log(
    `${sleeperCount} that read ${awakeMs / 1_000} s in ${(sleepMs + awakeMs) / 1_000}: left out, and told so, ${sum(sleepers, 'leftOut')} of ${sleepers.reduce((total, one) => total + one.events + one.leftOut, 0)}; gaps not told ${sum(sleepers, 'gaps')}; closed ${sleepers.filter(({ closed }) => closed !== '').length}`,
  )
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
  const fifth = Math.max(1, Math.floor(memory.length / 5))
  console.log(
    `memory of the server: mean ${mean(memory.slice(from, from + fifth)).toFixed(0)} MB in the second fifth of the time, ${mean(memory.slice(-fifth)).toFixed(0)} MB in the last; at most ${Math.max(...memory).toFixed(0)} MB`,
  )
  console.log(`load average at the end ${load()}`)
  for (const one of [...readers, ...sleepers]) one.close()
} finally {
  child.kill('SIGTERM')
}
