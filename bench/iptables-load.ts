import assert from 'node:assert/strict'
import { IptablesEngine } from '../src/kernel/iptables/engine/iptables-engine.ts'
import { RestoreReader } from '../src/kernel/iptables/restore/restore-reader.ts'
import type { RestoreSink } from '../src/kernel/iptables/restore/restore-sink.ts'
import { printSave } from '../src/kernel/iptables/text/save-writer.ts'
import { formatTimes, timeBatches } from './workloads/batches.ts'
import { ensureCommands, restoreText } from './workloads/iptables-rules.ts'

/**
 * A full sync's text (10 endpoints a Service): read alone, and loaded into an engine that has the rules of the
 * sync before; then what iptables-save prints of it.
 */
const rounds = 3

const nowhere: RestoreSink = {
  beginTable() {},
  declareChain() {},
  append() {},
  command() {},
  commit() {},
}

function timed(work: () => void): string {
  return formatTimes(timeBatches(work, { rounds }), 1, 1, 0)
}

function measure(services: number): string {
  const text = restoreText({ services, endpoints: 10 })
  const lines = text.split('\n').length - 1
  const engine = new IptablesEngine({ family: 'IPv4' })
  for (const command of ensureCommands) engine.ensure(command)
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  engine.restore(text, { noFlush: true, counters: true })
  globalThis.gc?.()
  const heap = process.memoryUsage().heapUsed - before
  const saved = printSave(engine.tables(), { backend: 'legacy' })
  const rules = text.match(/^-A /gm)?.length ?? 0
  assert.equal(saved.match(/^-A /gm)?.length, rules + 5)
  const read = timed(() => new RestoreReader('bench', 'IPv4', nowhere).read(text))
  const load = timed(() => engine.restore(text, { noFlush: true, counters: true }))
  const save = timed(() => void printSave(engine.tables(), { backend: 'legacy' }))
  const cells = [
    services,
    lines,
    (text.length / 1e6).toFixed(1),
    read,
    load,
    save,
    (heap / 1e6).toFixed(0),
    (heap / rules).toFixed(0),
  ]
  return `| ${cells.join(' | ')} |`
}

console.log(`best and median of ${rounds}\n`)
console.log(
  '| Services | lines | MB | read, ms | load again, ms | save, ms | heap, MB | bytes a rule |',
)
console.log('|--:|--:|--:|--:|--:|--:|--:|--:|')
for (const services of [1_000, 10_000]) console.log(measure(services))
