import { firstTransaction, loaded } from './workloads/nftables-node.ts'

/**
 * The engine takes kube-proxy's first transaction in: reading, checking, and all of it in place. A real kernel needs a time that
 * grows with the square of the Services; this one must not, and the table says how it grows.
 */
const endpoints = 10
const rounds = 5
const scales = [2_500, 5_000, 10_000, 20_000]

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

const texts = scales.map((services) => firstTransaction(services, endpoints))
const times = scales.map((): number[] => [])
for (let round = 0; round <= rounds; round += 1)
  for (const [index, services] of scales.entries()) {
    globalThis.gc?.()
    const start = performance.now()
    // Checks itself: sets and chains are all there.
    loaded(texts[index] ?? '', services)
    // The first round warms up.
    if (round > 0) times[index]?.push(performance.now() - start)
  }

const rows = scales.map((services, index) => {
  const text = texts[index] ?? ''
  const lines = text.split('\n').length - 1
  const own = times[index] ?? []
  const perLine = (median(own) * 1_000) / lines
  const target = services === 10_000 ? '≤ 1,000' : '–'
  return `| ${services} | ${(text.length / 1e6).toFixed(2)} | ${lines} | ${median(own).toFixed(0)} | ${Math.min(...own).toFixed(0)} | ${perLine.toFixed(1)} | ${target} |`
})
console.log(
  [
    `kube-proxy's first transaction into the nftables engine, ${endpoints} endpoints a Service, ${rounds} rounds:`,
    '',
    '| Services | MB | lines | median ms | best ms | µs a line | target ms |',
    '|--:|--:|--:|--:|--:|--:|--:|',
    ...rows,
  ].join('\n'),
)
