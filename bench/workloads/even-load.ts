import { Agent, request } from 'node:http'

export interface EvenLoad {
  readonly port: number
  readonly requests: readonly {
    readonly method: string
    readonly path: string
    readonly headers: Readonly<Record<string, string>>
    readonly body: string
  }[]
  readonly ratePerSecond: number
  readonly seconds: number
}

export interface EvenLoadResult {
  readonly answered: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** How late the generator itself was: what the machine adds to every figure. */
  readonly timerLateP99Ms: number
}

/** Requests evenly spaced, whether or not the ones before were answered: what a slow answer holds up is counted. */
export async function evenly(load: EvenLoad): Promise<EvenLoadResult> {
  const { ratePerSecond, seconds, requests } = load
  const agent = new Agent({ keepAlive: true, maxSockets: 32 })
  const latencies: Promise<number>[] = []
  const lates: number[] = []
  const startedMs = performance.now()
  for (let index = 0; index < ratePerSecond * seconds; index += 1) {
    const dueMs = startedMs + (index * 1_000) / ratePerSecond
    const waitMs = dueMs - performance.now()
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
    // A timer of Node's has whole milliseconds.
    lates.push(Math.max(0, performance.now() - dueMs - 1))
    const one = requests[index % requests.length]
    if (one !== undefined) latencies.push(send(load.port, agent, one))
  }
  const answered = await Promise.all(latencies)
  agent.destroy()
  return {
    answered: answered.length,
    p50Ms: quantile(answered, 0.5),
    p99Ms: quantile(answered, 0.99),
    timerLateP99Ms: quantile(lates, 0.99),
  }
}

function send(port: number, agent: Agent, one: EvenLoad['requests'][number]): Promise<number> {
  const { method, path, headers, body } = one
  const sentMs = performance.now()
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, agent, method, path }
    const sent = request({ ...options, headers: { ...headers, 'content-length': body.length } })
    sent.on('error', reject)
    sent.on('response', (response) => {
      if (response.statusCode !== 200) reject(new Error(`status ${response.statusCode}`))
      response.resume()
      response.on('end', () => resolve(performance.now() - sentMs))
    })
    sent.end(body)
  })
}

function quantile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? 0
}
