import { expect, it } from 'vitest'
import type { RunEvent } from '../../../src/simulation/events/run-event.ts'
import type { ScenarioRun } from '../../../src/simulation/scenario/scenario-run.ts'
import { runOf, steady } from '../scenario/played.ts'

type Chosen = Extract<RunEvent, { kind: 'endpoint-chosen' }>

/** Node ports are masqueraded, and pass two nodes: every entry on the way is another. */
const byNodePort = [
  'objects: [{ apiVersion: v1, kind: Service, metadata: { name: out }, spec: { type: NodePort, selector: { app: web }, ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }] } }]',
  'clients: { users: { outside: true } }',
  'traffic: { steady: { from: users, to: "node/node-3:30080", rate: 10/s } }',
]

it.each(['iptables', 'ipvs', 'nftables'] as const)('%s: entries agree', (mode) => {
  expect(runOf(steady, mode).finish().violations).toEqual([])
  expect(runOf(byNodePort, mode).finish().violations).toEqual([])
})

/** What checkers say of the fourth connection, told once more as `again` has it. */
function toldAgain(again: (event: Chosen, run: ScenarioRun) => Chosen): readonly string[] {
  const run = runOf(byNodePort)
  const unsubscribe = run.events.subscribe((event) => {
    if (event.kind !== 'endpoint-chosen' || event.connection !== 4) return
    unsubscribe()
    run.events.emit(again(event, run))
  })
  return run.finish().violations.map(({ checker, detail }) => `${checker}: ${detail}`)
}

it('sees an entry that is not there', () => {
  const details = toldAgain((event, run) => {
    run.cluster.flushConntrack('node-3')
    return event
  })
  expect(details[0]).toMatch(
    /^symmetry: connection 4: conntrack on node-3 has no entry that begins with 198\.18\./,
  )
})

it('sees an entry that says something else than both ends', () => {
  const details = toldAgain((event) => ({ ...event, backend: '10.244.9.9:8080' }))
  expect(details).toEqual([
    expect.stringMatching(/^symmetry: .* by conntrack it is .* the server sees/),
  ])
})

it('follows no way by a node whose IPVS hides connections from conntrack', () => {
  const hidden = 'cluster: { sysctls: { net.ipv4.vs.conntrack: 0 } }'
  expect(runOf([...steady, hidden], 'ipvs').finish().violations).toEqual([])
})
