import { MessageChannel } from 'node:worker_threads'
import { expect, it } from 'vitest'
import { checkScenario, playRun } from '../../../src/server/workers/run-worker.ts'
import { smallRequest, smallScenario } from '../small-scenario.ts'

it('a scenario is checked without being played', () => {
  expect(checkScenario(smallScenario)).toMatchObject({
    value: { endMs: 180_000, modes: ['iptables', 'ipvs', 'nftables'] },
  })
  expect(checkScenario({ ...smallScenario, text: 'purpose: [' })).toMatchObject({
    failure: { kind: 'refused', code: 'E_YAML' },
  })
})

it('a run is played through a port: commands in, reports out', async () => {
  const { port1, port2 } = new MessageChannel()
  let events = 0
  port1.on('message', (report: { kind: string; texts?: readonly string[] }) => {
    events += report.texts?.length ?? 0
    port1.postMessage({ kind: 'taken', events: report.texts?.length ?? 0 })
  })
  port1.postMessage({ kind: 'resume' })
  const result = await playRun({ request: { ...smallRequest, paused: true }, port: port2 })
  expect(result).toMatchObject({ value: { results: [{ mode: 'iptables' }] } })
  expect(events).toBeGreaterThan(1_000)
})
