import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { loadavg } from 'node:os'
import autocannon from 'autocannon'
import { evenly } from './workloads/even-load.ts'
import { benchService, benchSlice } from './workloads/proxy-cluster.ts'

/**
 * Traces by API on a cluster of 1,000 Services (three endpoints each), folded, of a different Service each time: latency at
 * 300 requests a second, evenly spaced, then as autocannon sends them (each of its connections as fast as it is answered until
 * its share of the second is done), then as many as it takes from 16 connections. The load generator shares the machine; how late
 * its own timer was is what the machine adds. Then 10,000 Services as JSON: how long until they are answered, and how late the
 * event loop is meanwhile. Runs the built program (`npm run build`).
 */
const port = 18_081
const url = `http://127.0.0.1:${port}`
const serviceCount = 1_000
const seconds = 10

const child = spawn(
  process.execPath,
  ['dist/kpe/main.js', 'serve', '--port', String(port), '--requests-per-second', '1000000'],
  { stdio: ['ignore', 'pipe', 'inherit'] },
)
const startedMs = performance.now()
await new Promise((resolve) => child.stdout.once('data', resolve))
console.log(
  `load average ${loadavg()
    .map((one) => one.toFixed(1))
    .join(' ')}`,
)
console.log(`start: ${(performance.now() - startedMs).toFixed(0)} ms`)

const manifestsOf = (count: number) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'List',
    items: Array.from({ length: count }, (_, index) => [
      benchService(index),
      benchSlice(index, 3),
    ]).flat(),
  })
const make = (name: string, body: string) =>
  fetch(`${url}/v1/clusters?name=${name}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  })
const traceOf = (index: number) => ({
  method: 'POST' as const,
  path: '/v1/clusters/lab/traces',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ from: 'client', to: `svc/ns-${index % 50}/service-${index}:80` }),
})

try {
  assert.equal((await make('lab', manifestsOf(serviceCount))).status, 201)
  const { path, ...first } = traceOf(7)
  const answer = (await (await fetch(`${url}${path}`, first)).json()) as {
    result: { outcome: string }
  }
  assert.equal(answer.result.outcome, 'reached')
  const requests = Array.from({ length: serviceCount }, (_, index) =>
    traceOf((index * 37) % serviceCount),
  )
  await autocannon({ url, requests, connections: 8, duration: 3 })
  const even = await evenly({ port, requests, ratePerSecond: 300, seconds })
  console.log(
    `300 requests/s, evenly: p50 ${even.p50Ms.toFixed(1)} ms, p99 ${even.p99Ms.toFixed(1)} ms, ${even.answered} answered; the generator's own timer late: p99 ${even.timerLateP99Ms.toFixed(1)} ms`,
  )
  const paced = await autocannon({
    url,
    requests,
    connections: 4,
    overallRate: 300,
    duration: seconds,
  })
  console.log(
    `300 requests/s, by autocannon in bursts from 4 connections: p50 ${paced.latency.p50} ms, p99 ${paced.latency.p99} ms, ${paced.requests.total} answered, ${paced.non2xx} of them not with 200`,
  )
  const peak = await autocannon({ url, requests, connections: 16, duration: seconds })
  console.log(`peak: ${peak.requests.average.toFixed(0)} requests/s, p99 ${peak.latency.p99} ms`)
  const big = manifestsOf(10_000)
  const beganMs = performance.now()
  assert.equal((await make('big', big)).status, 201)
  const tookMs = performance.now() - beganMs
  const metrics = await (await fetch(`${url}/metrics`)).text()
  const lag = /^nodejs_eventloop_lag_max_seconds (\S+)/m.exec(metrics)?.[1]
  console.log(
    `10,000 Services with slices as JSON (${(big.length / 1e6).toFixed(1)} MB): ${(tookMs / 1_000).toFixed(2)} s; event loop late by at most ${(Number(lag) * 1_000).toFixed(0)} ms`,
  )
} finally {
  child.kill('SIGTERM')
}
