import { formatAddress, formatEndpoint } from '../../../packet/address.ts'
import type { Packet } from '../../../packet/packet.ts'
import type { HookContext } from '../../netfilter/hook.ts'
import type { Step } from '../../netfilter/trace.ts'
import type { IpvsEngine } from '../engine.ts'
import { textOfKey, type VirtualServer } from '../model/virtual-server.ts'
import type { Passage } from '../passage.ts'
import { requestOf } from '../scheduling.ts'

type IpvsStep = Extract<Step, { kind: 'ipvs' }>

/** What the scheduler finds before it chooses: the choice itself changes it. */
export interface Choice {
  readonly rule: string
  readonly note: string | undefined
  readonly servers: readonly ServerBefore[]
}

export interface ServerBefore {
  /** `10.0.0.1:8080` */
  readonly server: string
  readonly weight: number
  readonly active: number
  readonly inactive: number
  /** What the rule compares; undefined: it does not. */
  readonly cost: number | undefined
}

/** Where a packet that belongs to no connection would be scheduled, as things stand. */
export function choiceFor(
  engine: IpvsEngine,
  packet: Packet,
  mark: number,
  context: HookContext,
): Choice | undefined {
  const { protocol, destination, destinationPort } = packet
  const found = engine.virtualServers.find(mark, protocol, destination, destinationPort)
  if (found === undefined) return undefined
  const request = requestOf(found, packet, engine.connections.nowTicks, context)
  // Looking is free: only the choice itself is counted.
  request.visits = undefined
  const { rule, note, costs } = found.scheduler.explain(found.servers, request)
  return {
    rule,
    note,
    servers: found.servers.map(({ address, port, weight, active, inactive }, index) => ({
      server: formatEndpoint(address, port),
      weight,
      active,
      inactive,
      cost: costs?.[index],
    })),
  }
}

/** What IPVS did with a packet towards a virtual server; undefined: nothing. */
export function inputStep(passage: Passage, choice: Choice | undefined): IpvsStep | undefined {
  const { verdict, reason, virtualServer, isNew, byTemplate } = passage
  switch (verdict) {
    case 'accept':
      return reason === '' ? undefined : { kind: 'ipvs', text: `passed on: ${reason}` }
    case 'drop':
      return { kind: 'ipvs', text: `dropped: ${reason}` }
    case 'reject':
      return withChoice(`${describe(virtualServer)}: no server available (${reason})`, choice)
    default:
  }
  const server = `server ${serverText(passage)}`
  if (!isNew) return { kind: 'ipvs', text: `connection ${connectionText(passage)}: ${server}` }
  if (byTemplate)
    return { kind: 'ipvs', text: `${describe(virtualServer)}: persistence template: ${server}` }
  return withChoice(`${describe(virtualServer)}: scheduled to ${server}`, choice)
}

/** An answer that gets the virtual server's address. */
export function outputStep({ table, slot }: Passage): IpvsStep {
  const from = formatEndpoint(table.virtual(slot), table.virtualPort(slot))
  return { kind: 'ipvs', text: `answer of a connection: source is now ${from}` }
}

function withChoice(text: string, choice: Choice | undefined): IpvsStep {
  if (choice === undefined) return { kind: 'ipvs', text }
  const { rule, note, servers } = choice
  const detail = { rule, servers, ...(note === undefined ? {} : { note }) }
  return { kind: 'ipvs', text, detail }
}

function describe(virtualServer: VirtualServer | undefined): string {
  if (virtualServer === undefined) return 'virtual server'
  return `virtual server ${textOfKey(virtualServer.key)} ${virtualServer.options.scheduler}`
}

function serverText({ server, serverPort }: Passage): string {
  return server === undefined ? '?' : formatEndpoint(server.address, serverPort)
}

function connectionText({ table, slot }: Passage): string {
  const client = formatEndpoint(table.client(slot), table.clientPort(slot))
  return `${client} → ${formatAddress(table.virtual(slot))}:${table.virtualPort(slot)}`
}
