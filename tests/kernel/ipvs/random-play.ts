import fc from 'fast-check'
import type { Journal } from '../../../src/base/journal.ts'
import { isUserError } from '../../../src/base/user-error.ts'
import { connectionFlag } from '../../../src/kernel/ipvs/connections/connection-records.ts'
import { IpvsEngine } from '../../../src/kernel/ipvs/engine.ts'
import { schedulerNames } from '../../../src/kernel/ipvs/model/scheduler-name.ts'
import type { VirtualServerKey } from '../../../src/kernel/ipvs/model/virtual-server.ts'
import { formatConnections } from '../../../src/kernel/ipvs/text/ipvsadm-connections.ts'
import { formatList } from '../../../src/kernel/ipvs/text/ipvsadm-list.ts'
import { parseAddress } from '../../../src/packet/address.ts'
import { tcpFlag } from '../../../src/packet/protocol.ts'
import { answerOf, contextAt, packetTo, plainOptions, remote, serverAt } from './some-servers.ts'

/** Anything that may happen to an engine. */
export interface PlayStep {
  readonly kind: 'packet' | 'answer' | 'service' | 'server' | 'wait' | 'sysctl'
  readonly service: number
  readonly server: number
  readonly client: number
  readonly flags: number
  readonly choice: number
}

export const playSteps = fc.array(
  fc.record<PlayStep>({
    kind: fc.constantFrom(
      'packet',
      'packet',
      'packet',
      'answer',
      'answer',
      'server',
      'service',
      'wait',
      'sysctl',
    ),
    service: fc.nat(2),
    server: fc.nat(3),
    client: fc.nat(4),
    flags: fc.constantFrom(tcpFlag.syn, tcpFlag.ack, tcpFlag.fin | tcpFlag.ack, tcpFlag.rst),
    choice: fc.nat(99),
  }),
  { minLength: 1, maxLength: 60 },
)

const keys: readonly VirtualServerKey[] = [
  { kind: 'address', protocol: 6, address: parseAddress('10.96.0.10'), port: 80 },
  { kind: 'address', protocol: 17, address: parseAddress('10.96.0.10'), port: 80 },
  { kind: 'mark', mark: 7, family: 'IPv4' },
]

/** Plays random things on an engine; what ipvsadm would refuse, is refused. */
export class RandomPlay {
  readonly engine = new IpvsEngine()
  nowMs = 0

  play(step: PlayStep, journal?: Journal): void {
    try {
      this.#play(step, journal)
    } catch (error) {
      if (!isUserError(error)) throw error
    }
  }

  /** Everything that can be seen, the time aside. */
  picture(): string {
    const servers = [...this.engine.servers.all()].map((server) =>
      [
        server.id,
        server.active,
        server.total,
        server.persistent,
        server.references,
        server.overloaded,
        server.weight,
      ].join(),
    )
    const connections = formatConnections(this.engine).slice(2).sort()
    return [...formatList(this.engine.virtualServers), ...connections, ...servers].join('\n')
  }

  /** Counters that do not agree with a recount of the table. */
  wrongCounts(): string[] {
    const { tables } = this.engine.connections
    const wrong: string[] = []
    let total = 0
    for (const server of this.engine.servers.all()) {
      const slots = [...tables.IPv4.slots()].filter(
        (slot) => tables.IPv4.server(slot) === server.id,
      )
      const has = (slot: number, flag: number) => tables.IPv4.has(slot, flag)
      const templates = slots.filter((slot) => has(slot, connectionFlag.template))
      const plain = slots.filter((slot) => !has(slot, connectionFlag.template))
      const active = plain.filter((slot) => !has(slot, connectionFlag.inactive))
      const want = [active.length, plain.length, templates.length]
      const got = [server.active, server.total, server.persistent]
      if (want.join() !== got.join()) wrong.push(`server ${server.id}: ${got} for ${want}`)
      if (server.references < slots.length) wrong.push(`server ${server.id}: let go too early`)
      total += slots.length
    }
    if (total !== tables.IPv4.count)
      wrong.push(`${tables.IPv4.count} connections, ${total} of servers`)
    for (const slot of tables.IPv4.slots()) {
      const under = [...tables.IPv4.slots()].filter(
        (other) => tables.IPv4.control(other) === slot,
      ).length
      if (under !== tables.IPv4.controlled(slot)) wrong.push(`slot ${slot} controls ${under}`)
    }
    return wrong
  }

  #play(step: PlayStep, journal: Journal | undefined): void {
    const { virtualServers } = this.engine
    const key = keys[step.service]
    if (key === undefined) return
    const server = {
      ...serverAt(`10.244.1.${step.server}`, step.choice % 4),
      upperThreshold: step.choice % 3,
    }
    const context = contextAt(this.nowMs, { journal })
    const packet = packetTo({
      protocol: key.kind === 'mark' ? 6 : key.protocol,
      sourcePort: 1000 + step.client,
      tcpFlags: step.flags,
    })
    switch (step.kind) {
      case 'packet':
        this.engine.packets.input(packet, { ...remote, mark: step.service === 2 ? 7 : 0 }, context)
        return
      case 'answer':
        this.engine.packets.output(answerOf(packet, server.address, 8080, step.flags), context)
        return
      case 'wait':
        if (journal !== undefined) return
        this.nowMs += step.choice ** 3
        this.engine.advance(this.nowMs)
        return
      case 'sysctl':
        if (journal === undefined) this.#setSysctl(step.choice)
        return
      case 'server':
        if (step.choice % 3 === 0) virtualServers.removeServer(key, server, journal)
        else if (step.choice % 3 === 1) virtualServers.editServer(key, server, journal)
        else virtualServers.addServer(key, server, journal)
        return
      case 'service': {
        const options = {
          ...plainOptions,
          scheduler: schedulerNames[step.choice % schedulerNames.length] ?? 'rr',
          persistentSeconds: step.choice % 2 === 0 ? 100 : undefined,
          onePacket: step.service === 1 && step.choice % 5 === 0,
        }
        if (virtualServers.get(key) === undefined) virtualServers.add(key, options, journal)
        else if (step.choice % 7 === 0) virtualServers.remove(key, journal)
        else virtualServers.edit(key, options, journal)
      }
    }
  }

  #setSysctl(choice: number): void {
    const { sysctls } = this.engine
    if (choice % 4 === 0) sysctls.expire_nodest_conn = (choice >> 2) & 1
    else if (choice % 4 === 1) sysctls.expire_quiescent_template = (choice >> 2) & 1
    else if (choice % 4 === 2) sysctls.conn_reuse_mode = (choice >> 2) & 1
    else sysctls.conntrack = (choice >> 2) & 1
  }
}
