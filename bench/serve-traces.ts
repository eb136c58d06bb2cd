import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import autocannon from 'autocannon'
import { stringify } from 'yaml'
import { evenly } from './workloads/even-load.ts'
import { benchService, benchSlice } from './workloads/proxy-cluster.ts'

/**
 * Traces by API on a cluster of 1,000 Services (three endpoints each), folded, of a different Service each time: latency at
 * 300 requests a second, evenly spaced, then as autocannon sends them (each of its connections as fast as it is answered until
 * its share of the second is done), then as many as it takes from 16 connections. The load generator shares the machine; how late
 * its own timer was is what the machine adds. Then 10,000 Services with slices, as JSON and as YAML: how long until they are answered, how late
 * the server's event loop is meanwhile at most, and how long somebody else waits who asks /healthz every five milliseconds (with what the
 * machine adds). Memory at rest is that of the process two seconds after its start. Runs the built program (`npm run build`).
 */
const port = 18_081
const url = `http://127.0.0.1:${port}`
const serviceCount = 1_000
const seconds = 10

const objectsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => [benchService(index), benchSlice(index, 3)]).flat()
const manifestsOf = (count: number) =>
  JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objectsOf(count) })
// Before the server starts: writing YAML takes its time, and connections that wait for it are closed.
const bigJson = manifestsOf(10_000)
const bigYaml = objectsOf(10_000)
  .map((object) => stringify(object))
  .join('---\n')

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

await wait(2_000)
const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
const restMegabytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
console.log(`memory at rest: ${restMegabytes.toFixed(0)} MB`)

const make = (name: string, body: string, type = 'application/json') =>
  fetch(`${url}/v1/clusters?name=${name}`, {
    method: 'POST',
    body,
    headers: { 'content-type': type },
  })
const loopLagMs = async () => {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  return Number(/^nodejs_eventloop_lag_max_seconds (\S+)/m.exec(metrics)?.[1]) * 1_000
}

/** Makes a big cluster while somebody else asks for the health. */
async function makeBig(name: string, body: string, type: string): Promise<void> {
  // What came before is not counted.
  await loopLagMs()
  const waitedMs: number[] = []
  let isDone = false
  const asks = (async () => {
    while (!isDone) {
      const askedMs = performance.now()
      await (await fetch(`${url}/healthz`)).text()
      waitedMs.push(performance.now() - askedMs)
      await wait(5)
    }
  })()
  const beganMs = performance.now()
  const response = await make(name, body, type)
  assert.equal(response.status, 201, await response.text())
  const tookMs = performance.now() - beganMs
  isDone = true
  await asks
  const lagMs = await loopLagMs()
  const sorted = waitedMs.sort((a, b) => a - b)
  const p999Ms = sorted[Math.floor(sorted.length * 0.999)] ?? 0
  console.log(
    `10,000 Services with slices as ${type} (${(body.length / 1e6).toFixed(1)} MB): ${(tookMs / 1_000).toFixed(2)} s; event loop late by at most ${lagMs.toFixed(0)} ms; /healthz meanwhile p99.9 ${p999Ms.toFixed(0)} ms of ${sorted.length}`,
  )
}
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
  await makeBig('json', bigJson, 'application/json')
  await makeBig('yaml', bigYaml, 'application/yaml')
} finally {
  child.kill('SIGTERM')
}
