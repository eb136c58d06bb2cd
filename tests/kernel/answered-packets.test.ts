import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSeededChance } from '../../src/base/seeded-chance.ts'
import { isUserError } from '../../src/base/user-error.ts'
import { listConnections } from '../../src/kernel/netfilter/connection-listing.ts'
import { createVisits } from '../../src/kernel/netfilter/visits.ts'
import type { Packet } from '../../src/packet/packet.ts'
import { tcpFlag } from '../../src/packet/protocol.ts'
import { iptables, ipvs, nftables, unsure, type World } from './answered-worlds.ts'
import { packet } from './packets.ts'

/** A packet of a conversation: from the client, or the answer to the last one that arrived. */
const packetStep = fc.record({
  kind: fc.constant('packet'),
  protocol: fc.constantFrom('tcp', 'tcp', 'udp', 'sctp'),
  client: fc.constantFrom('8.8.8.8:5000', '8.8.8.8:5000', '172.20.9.9:5000'),
  server: fc.constantFrom('10.96.0.1:80', '10.96.0.1:80', '10.96.0.1:80', '10.244.1.3:81'),
  answers: fc.boolean(),
  /** Undefined: what comes next in an orderly conversation. */
  flags: fc.constantFrom(
    ...[undefined, undefined, undefined],
    ...[tcpFlag.fin | tcpFlag.ack, tcpFlag.rst, tcpFlag.syn, 0],
  ),
  afterMs: fc.constantFrom(0, 0, 0, 1_500, 40_000),
} as const)
const changeStep = fc.record({ kind: fc.constant('change'), which: fc.nat(100) } as const)
const step = fc.oneof({ weight: 7, arbitrary: packetStep }, { weight: 1, arbitrary: changeStep })

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never
type PacketStep = typeof packetStep extends fc.Arbitrary<infer T> ? T : never

const handshake = [tcpFlag.syn, tcpFlag.syn | tcpFlag.ack, tcpFlag.ack]
/** INIT, INIT ACK, COOKIE ECHO, COOKIE ACK, DATA. */
const chunks = [1, 2, 10, 11, 0]

/** Everything that can be seen of a kernel that has these packets and changes. */
function play(world: World, changes: readonly string[], steps: readonly Step[]) {
  const { kernel } = world
  const chance = createSeededChance(1)
  const visits = createVisits()
  const arrived = new Map<string, Packet>()
  const turns = new Map<string, number>()
  let nowMs = 0
  const pass = ({ protocol, client, server, answers, flags, afterMs }: PacketStep) => {
    nowMs += afterMs
    const key = `${protocol} ${client} ${server}`
    const last = arrived.get(key)
    const turn = turns.get(key) ?? 0
    turns.set(key, turn + 1)
    const sent = packet(protocol, client, server, {
      tcpFlags: protocol === 'tcp' ? (flags ?? handshake[turn] ?? tcpFlag.ack) : 0,
      sctpChunkType: protocol === 'sctp' ? (chunks[turn] ?? 0) : 0,
    })
    const fromPod = last !== undefined && (turn === 1 || answers)
    if (fromPod) {
      sent.source = last.destination
      sent.sourcePort = last.destinationPort
      sent.destination = last.source
      sent.destinationPort = last.sourcePort
    }
    const passage = kernel.receive(sent, fromPod ? 'cni0' : 'eth0', { nowMs, chance, visits })
    if (!fromPod && passage.fate.kind === 'departed') arrived.set(key, { ...passage.packet })
    const { fate, drawnPort, emissions } = passage
    return { packet: { ...passage.packet }, fate, drawnPort, emissions: emissions.length }
  }
  const seen = steps.map((one) =>
    one.kind === 'packet' ? pass(one) : tryChange(world, changes[one.which % changes.length] ?? ''),
  )
  const connections = listConnections(kernel.tracker.ipv4, nowMs)
  return { seen, visits, connections, engine: world.show() }
}

function tryChange(world: World, text: string): string {
  try {
    world.change(text)
  } catch (error) {
    if (!isUserError(error)) throw error
    return error.message
  }
  return text
}

describe('a packet of an answered connection', () => {
  it.each([iptables, nftables, ipvs])(
    'ends as it does when it goes from function to function, and counts the same: $name',
    ({ rules: rulesOf, changes, make }) => {
      fc.assert(
        fc.property(rulesOf, fc.array(step, { minLength: 1, maxLength: 40 }), (rules, steps) => {
          const short = play(make(rules), changes, steps)
          expect(short).toEqual(play(make(rules, unsure), changes, steps))
        }),
        { numRuns: 400 },
      )
    },
    60_000,
  )

  it('hears of rules that changed meanwhile', () => {
    const { kernel, change } = iptables.make('*filter\n-A FORWARD -j ACCEPT\nCOMMIT\n')
    const moment = { nowMs: 0, chance: createSeededChance(1) }
    const ask = () =>
      kernel.receive(packet('udp', '8.8.8.8:1', '10.244.1.1:2'), 'eth0', moment).fate.kind
    const answer = () =>
      kernel.receive(packet('udp', '10.244.1.1:2', '8.8.8.8:1'), 'cni0', moment).fate.kind
    expect([ask(), answer(), ask()]).toEqual(['departed', 'departed', 'departed'])
    change('-t filter -I FORWARD -i eth0 -j DROP')
    expect([ask(), answer()]).toEqual(['dropped', 'departed'])
  })
})
