import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ProxyMode } from '../../../src/proxy/configuration.ts'
import { proxyModes } from '../../../src/proxy/configuration.ts'
import type { RunEvent } from '../../../src/simulation/events/run-event.ts'
import type { Destination, LoadPlan, Talk } from '../../../src/simulation/traffic/traffic-plan.ts'
import type { SmallWorld } from '../network/small-cluster.ts'
import { clients, play } from './played.ts'

/** Whatever is sent from wherever to whatever, while pods and nodes come and go. */

const talks = (service: string): fc.Arbitrary<{ talk: Talk; to: Destination }> =>
  fc.oneof(
    fc
      .record({
        requests: fc.integer({ min: 0, max: 3 }),
        thinkMs: fc.constantFrom(0, 10, 500),
        serverMs: fc.constantFrom(0, 5, 60),
        close: fc.constantFrom('client', 'server', 'reset'),
      })
      .map((talk) => ({
        talk: { kind: 'tcp' as const, timeoutMs: 3_000, ...talk } as Talk,
        to: { kind: 'service' as const, service, port: 80 },
      })),
    fc
      .record({ datagrams: fc.integer({ min: 1, max: 3 }), isAnswered: fc.boolean() })
      .map((talk) => ({
        talk: { kind: 'udp' as const, intervalMs: 200, serverMs: 5, timeoutMs: 1_000, ...talk },
        to: { kind: 'service' as const, service, port: 53 },
      })),
    fc.constant({
      talk: { kind: 'dns' as const, timeoutMs: 1_000, attempts: 2 },
      to: { kind: 'service' as const, service, port: 53 },
    }),
  )

const plans: fc.Arbitrary<Partial<LoadPlan>[]> = fc.array(
  fc
    .record({
      client: fc.constantFrom(...clients.map(({ name }) => name)),
      what: talks('default/web'),
      entry: fc.constantFrom('service', 'node', 'load-balancer'),
      perSecond: fc.constantFrom(2, 10),
    })
    .map(({ client, what, entry, perSecond }): Partial<LoadPlan> => {
      const load = { kind: 'open', perSecond, arrivals: 'poisson', connectionsMax: 8 } as const
      const port = what.to.port
      const isOutside = client === 'users' || client === 'office'
      const to: Destination =
        entry === 'node'
          ? { kind: 'node', node: 'node-3', port: 30_000 + (port === 80 ? 80 : port) }
          : entry === 'load-balancer' || isOutside
            ? { kind: 'load-balancer', service: 'default/web', port }
            : what.to
      return { client, talk: what.talk, to, load }
    }),
  { minLength: 1, maxLength: 3 },
)

const named = (list: Partial<LoadPlan>[]) =>
  list.map((plan, index) => ({ ...plan, name: `traffic ${index}` }))

/** A pod ends, a node is lost and returns. */
const disturb = ({ cluster, timeline }: SmallWorld): void => {
  timeline.at(1_700, () => cluster.podNamed('default/web-0')?.end('fin'))
  timeline.at(2_200, () => {
    for (const node of cluster.nodes.values()) node.isLost = node.name === 'node-2'
  })
  timeline.at(3_100, () => {
    for (const node of cluster.nodes.values()) node.isLost = false
  })
}

const modes: fc.Arbitrary<ProxyMode> = fc.constantFrom(...proxyModes)
const runs = { numRuns: 25 }

describe('whatever is sent', () => {
  it('arrives, or is lost by name: no packet is unaccounted for', () => {
    fc.assert(
      fc.property(modes, plans, fc.boolean(), (mode, list, disturbed) => {
        const { world } = play(named(list), { mode, ...(disturbed ? { prepare: disturb } : {}) })
        const { sent, arrived, lost } = world.network.counts
        const losses = Object.values(lost).reduce((sum, count) => sum + count, 0)
        expect(arrived + losses).toBe(sent)
      }),
      runs,
    )
  })

  it('ends, every connection once, and is the same for the same seed however time is played', () => {
    fc.assert(
      fc.property(modes, plans, fc.nat(1_000), (mode, list, seed) => {
        const ran = play(named(list), { mode, seed, prepare: disturb })
        const numbers = (kind: RunEvent['kind']) =>
          ran.events.flatMap((event) =>
            event.kind === kind && 'connection' in event ? [event.connection] : [],
          )
        const ended = numbers('connection-ended')
        expect(ended.sort((a, b) => a - b)).toEqual(numbers('connection-opened'))
        const stepped = play(named(list), { mode, seed, prepare: disturb, untilMs: 0 })
        while (stepped.world.timeline.step());
        expect(JSON.stringify(stepped.events)).toBe(JSON.stringify(ran.events))
      }),
      runs,
    )
  })

  it('has its answer, where nothing is disturbed and the server is behind the translation', () => {
    fc.assert(
      fc.property(modes, plans, (mode, list) => {
        const { events } = play(named(list), { mode })
        const failed = events.filter(
          (event) => event.kind === 'connection-ended' && event.outcome !== 'completed',
        )
        expect(failed).toEqual([])
      }),
      runs,
    )
  })
})
