import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSeededChance } from '../../src/base/seeded-chance.ts'
import { IptablesEngine } from '../../src/kernel/iptables/engine/iptables-engine.ts'
import { printSave } from '../../src/kernel/iptables/text/save-writer.ts'
import { listConnections } from '../../src/kernel/netfilter/connection-listing.ts'
import { accept, type HookOwner } from '../../src/kernel/netfilter/hook.ts'
import { createVisits } from '../../src/kernel/netfilter/visits.ts'
import type { NodeKernel } from '../../src/kernel/node-kernel.ts'
import type { Packet } from '../../src/packet/packet.ts'
import { tcpFlag } from '../../src/packet/protocol.ts'
import { packet, testKernel } from './packets.ts'

/** Stands on FORWARD, lets all pass, and says nothing beforehand: so every packet goes from function to function. */
const unsure: HookOwner = {
  hooksVersion: 0,
  hooked: () => [
    {
      hook: 'forward',
      family: 'both',
      nat: false,
      function: { name: 'unsure', priority: 7, run: () => accept },
    },
  ],
}

function kernelWith(rules: string, ...owners: HookOwner[]) {
  const kernel = testKernel()
  const engine = new IptablesEngine({ family: 'IPv4' })
  engine.restore(rules)
  kernel.register(engine)
  for (const owner of owners) kernel.register(owner)
  return { kernel, engine }
}

const filterRule = fc
  .tuple(
    fc.constantFrom(
      '',
      '-m conntrack --ctstate NEW',
      '-m conntrack --ctstate RELATED,ESTABLISHED',
      '-m mark --mark 0x1/0x1',
      '-p tcp',
      '-i eth0',
      '-o cni0',
      '-p tcp --dport 81',
      '-s 8.8.8.8',
    ),
    fc.constantFrom('', '', '-j ACCEPT', '-j RETURN', '-j DROP', '-j c', '-j MARK --or-mark 1'),
  )
  .map((words) => words.filter((word) => word !== '').join(' '))
const rulesOf = fc
  .record({
    filter: fc.array(filterRule, { maxLength: 4 }),
    chain: fc.array(filterRule, { maxLength: 2 }),
    mangle: fc.array(filterRule, { maxLength: 1 }),
    masquerade: fc.boolean(),
    raw: fc.boolean(),
  })
  .map(({ filter, chain, mangle, masquerade, raw }) =>
    [
      ...(raw ? ['*raw', '-A PREROUTING -p udp --dport 81 -j NOTRACK', 'COMMIT'] : []),
      '*mangle',
      ...mangle.filter((text) => !/-j c|-o /.test(text)).map((text) => `-A PREROUTING ${text}`),
      'COMMIT',
      '*filter',
      ':c - [0:0]',
      ...filter.map((text) => `-A FORWARD ${text}`),
      ...chain.map((text) => `-A c ${text.replace(' -j c', '').replace('-j c', '')}`),
      'COMMIT',
      '*nat',
      '-A PREROUTING -d 10.96.0.1 -p tcp -j DNAT --to-destination 10.244.1.1:8080',
      '-A PREROUTING -d 10.96.0.1 -p udp -j DNAT --to-destination 10.244.1.2',
      ...(masquerade ? ['-A POSTROUTING -o cni0 -j MASQUERADE'] : []),
      'COMMIT',
      '',
    ].join('\n'),
  )

/** A packet of a conversation: from the client, or the answer to the last one that arrived. */
const step = fc.record({
  protocol: fc.constantFrom('tcp', 'tcp', 'udp', 'sctp'),
  client: fc.constantFrom('8.8.8.8:5000', '8.8.8.8:5000', '172.20.9.9:5000'),
  server: fc.constantFrom('10.96.0.1:80', '10.96.0.1:80', '10.244.1.3:81'),
  answers: fc.boolean(),
  /** Undefined: what comes next in an orderly conversation. */
  flags: fc.constantFrom(undefined, undefined, tcpFlag.fin | tcpFlag.ack, tcpFlag.rst, 0),
  afterMs: fc.constantFrom(0, 0, 1_500, 40_000),
} as const)

type Play = typeof step extends fc.Arbitrary<infer T> ? readonly T[] : never

const handshake = [tcpFlag.syn, tcpFlag.syn | tcpFlag.ack, tcpFlag.ack]
/** INIT, INIT ACK, COOKIE ECHO, COOKIE ACK, DATA. */
const chunks = [1, 2, 10, 11, 0]

/** Everything that can be seen of a kernel that has these packets. */
function play({ kernel, engine }: { kernel: NodeKernel; engine: IptablesEngine }, steps: Play) {
  const chance = createSeededChance(1)
  const visits = createVisits()
  const arrived = new Map<string, Packet>()
  const turns = new Map<string, number>()
  let nowMs = 0
  const seen = steps.map(({ protocol, client, server, answers, flags, afterMs }) => {
    nowMs += afterMs
    const key = `${protocol} ${client} ${server}`
    const last = arrived.get(key)
    const turn = turns.get(key) ?? 0
    turns.set(key, turn + 1)
    const sent = packet(protocol, client, server, {
      tcpFlags: protocol === 'tcp' ? (flags ?? handshake[turn] ?? tcpFlag.ack) : 0,
      sctpChunkType: protocol === 'sctp' ? (chunks[turn] ?? 0) : 0,
    })
    if (answers && last !== undefined) {
      sent.source = last.destination
      sent.sourcePort = last.destinationPort
      sent.destination = last.source
      sent.destinationPort = last.sourcePort
    }
    const fromPod = answers && last !== undefined
    const passage = kernel.receive(sent, fromPod ? 'cni0' : 'eth0', { nowMs, chance, visits })
    if (!fromPod && passage.fate.kind === 'departed') arrived.set(key, { ...passage.packet })
    const { fate, drawnPort, emissions } = passage
    return { packet: { ...passage.packet }, fate, drawnPort, emissions: emissions.length }
  })
  const rules = printSave(engine.tables(), { backend: 'legacy', counters: true })
  return { seen, visits, rules, connections: listConnections(kernel.tracker.ipv4, nowMs) }
}

describe('a packet of an answered connection', () => {
  it('ends as it does when it goes from function to function, and counts the same', () => {
    fc.assert(
      fc.property(rulesOf, fc.array(step, { minLength: 1, maxLength: 40 }), (rules, steps) => {
        const short = play(kernelWith(rules), steps)
        expect(short).toEqual(play(kernelWith(rules, unsure), steps))
      }),
      { numRuns: 400 },
    )
  })

  it('hears of rules that changed meanwhile', () => {
    const { kernel, engine } = kernelWith('*filter\n-A FORWARD -j ACCEPT\nCOMMIT\n')
    const moment = { nowMs: 0, chance: createSeededChance(1) }
    const ask = () =>
      kernel.receive(packet('udp', '8.8.8.8:1', '10.244.1.1:2'), 'eth0', moment).fate.kind
    const answer = () =>
      kernel.receive(packet('udp', '10.244.1.1:2', '8.8.8.8:1'), 'cni0', moment).fate.kind
    expect([ask(), answer(), ask()]).toEqual(['departed', 'departed', 'departed'])
    engine.command('-t filter -I FORWARD -i eth0 -j DROP')
    expect([ask(), answer()]).toEqual(['dropped', 'departed'])
  })
})
