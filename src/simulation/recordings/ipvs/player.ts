import { createScriptedChance, enumerateBranches } from '../../../base/enumerated-chance.ts'
import { Journal } from '../../../base/journal.ts'
import { createSeededChance } from '../../../base/seeded-chance.ts'
import { isUserError } from '../../../base/user-error.ts'
import type { IpvsKernel } from '../../../kernel/ipvs/model/settings.ts'
import { setSysctl } from '../../../kernel/ipvs/model/settings.ts'
import { parseAddress } from '../../../packet/address.ts'
import { protocolNumber, tcpFlag } from '../../../packet/protocol.ts'
import type { Conversation, Outcome } from './conversation.ts'
import { DatagramConversation } from './datagram-conversation.ts'
import { type Ends, Laboratory, listenerKey } from './laboratory.ts'
import { parseMarkRule } from './mark-rule.ts'
import type { EditSpec, OpenSpec, Sequence, ServerTable, ServiceSpec, Step } from './recording.ts'
import { SctpConversation } from './sctp-conversation.ts'
import { SctpNetwork } from './sctp-network.ts'
import { serverTable } from './server-table.ts'
import { keyOfSpec, optionsOfSpec, protocolOfSpec, serverOfSpec } from './service-specs.ts'
import { Shell } from './shell.ts'
import { TcpConversation } from './tcp-conversation.ts'
import { TcpNetwork } from './tcp-network.ts'

/** How long the harness sleeps after it has closed a connection. */
const closeMs = 10
/** About how long a program takes that it starts. */
const programMs = 5

/** Plays one sequence, as tools/ipvs/probe.py does with the real kernel. */
export class Player {
  readonly laboratory: Laboratory
  readonly shell: Shell
  readonly setupErrors: string[] = []
  /** What is not emulated, with how often it came up. */
  readonly notEmulated: Record<string, number> = {}
  #services: ServiceSpec[]
  readonly #timeoutMs: number
  readonly #network: TcpNetwork
  readonly #associations: SctpNetwork
  readonly #datagramSockets = new Set<string>()
  readonly #conversations = new Map<number | string, Conversation>()

  constructor(sequence: Sequence, kernel: Partial<IpvsKernel>) {
    this.laboratory = new Laboratory(kernel)
    this.shell = new Shell(this.laboratory)
    this.#network = new TcpNetwork(this.laboratory)
    this.#associations = new SctpNetwork(this.laboratory)
    this.#timeoutMs = sequence.timeout * 1000
    this.#services = []
    this.#setUp(sequence)
  }

  table(): ServerTable {
    return serverTable(this.laboratory.engine)
  }

  /**
   * What the step would report. `wanted`: the recorded server, followed where chance decides. `hasty`: an edit comes
   * at once, before anything else can happen.
   */
  play(step: Step, wanted: string | null | undefined, hasty = false): Partial<Step> {
    if (step.open !== undefined) return this.#open(step.open, wanted)
    if (step.close !== undefined) return this.#close(step.close)
    if (step.send !== undefined) return this.#send(step.send)
    if (step.sleep !== undefined || step.wait !== undefined) {
      this.laboratory.pass((step.sleep ?? step.wait ?? 0) * 1000)
      return { ...(step.sleep === undefined ? { wait: step.wait ?? 0 } : { sleep: step.sleep }) }
    }
    if (step.snapshot !== undefined) return { snapshot: step.snapshot, table: this.table() }
    if (step.run !== undefined) return { run: step.run }
    return this.#edit(step, hasty)
  }

  #setUp({ services, settings }: Sequence): void {
    setSysctl(this.laboratory.engine.sysctls, 'conntrack', '1')
    for (const [name, value] of Object.entries(settings.sysctls ?? {}))
      if (!setSysctl(this.laboratory.engine.sysctls, name, String(value)))
        this.#count(`${name}=${value}`)
    for (const service of services) {
      const error = this.#attempt(() => this.#addService(service))
      if (error !== undefined) this.setupErrors.push(error)
    }
    const [tcp, tcpFin, udp] = settings.timeouts ?? []
    if (tcp !== undefined && tcpFin !== undefined && udp !== undefined)
      this.laboratory.engine.timeouts.set({ tcp, tcpFin, udp })
    for (const command of settings.director ?? []) this.#direct(command)
    this.laboratory.pass(100)
  }

  #direct(command: string): void {
    const rule = parseMarkRule(command)
    if (rule !== undefined) this.laboratory.markRules.push(rule)
    else if (!this.shell.run(command).understood) this.#count(`director: ${command}`)
  }

  #open(open: OpenSpec, wanted: string | null | undefined): Partial<Step> {
    const service = open.vip === undefined ? this.#find({}) : undefined
    const virtual = open.vip ?? service?.vip ?? ''
    const port = (open.vip === undefined ? service?.port : open.port) ?? 0
    const proto = open.proto ?? (service ?? this.#find(open)).proto ?? 'tcp'
    const ends: Ends = {
      protocol: protocolOfSpec(proto),
      // The kernel gives a client on the director the virtual address itself, which is local there.
      client: parseAddress(open.src ?? virtual),
      clientPort: open.sport ?? 0,
      virtual: parseAddress(virtual),
      virtualPort: port,
      local: open.ns === 'dir' || this.#isVirtual(open.src ?? virtual),
    }
    const conversation = this.#conversation(ends)
    this.#follow(ends, wanted)
    const outcome = conversation.open((open.timeout ?? this.#timeoutMs / 1000) * 1000)
    if (outcome.error === undefined && open.id !== undefined)
      this.#conversations.set(open.id, conversation)
    const said = { src: open.src ?? virtual, sport: ends.clientPort, vip: virtual, port, proto }
    return { open: { ...(open.id === undefined ? {} : { id: open.id }), ...said }, ...outcome }
  }

  /** An answer does not tell where a client was; only one on the director can have such an address. */
  #isVirtual(address: string): boolean {
    return this.#services.some(({ vip }) => vip === address)
  }

  #conversation(ends: Ends): Conversation {
    if (ends.protocol === protocolNumber.udp)
      return new DatagramConversation(this.laboratory, this.#datagramSockets, ends)
    if (ends.protocol === protocolNumber.sctp)
      return new SctpConversation(this.laboratory, this.#associations, ends)
    return new TcpConversation(this.laboratory, this.#network, ends)
  }

  /** Where chance decides (`twos`): lets it fall so that the recorded server is chosen, if that can be. */
  #follow(ends: Ends, wanted: string | null | undefined): void {
    const { engine } = this.laboratory
    this.laboratory.chance = createSeededChance(1)
    const drawn = engine.virtualServers.list().some(({ options }) => options.scheduler === 'twos')
    if (!drawn || wanted === undefined || wanted === null) return
    const { branches } = enumerateBranches((chance) => {
      const journal = new Journal()
      const server = this.laboratory.tryFromClient(ends, { tcpFlags: tcpFlag.syn }, chance, journal)
      journal.rollBack()
      return server
    })
    const branch = branches.find(({ result }) => result === wanted)
    if (branch === undefined) return
    this.laboratory.chance = createScriptedChance(branch.decisions, createSeededChance(1))
  }

  #send(id: number | string): Partial<Step> {
    const conversation = this.#conversations.get(id)
    if (conversation === undefined) return { send: id, unknown: true }
    const outcome: Outcome = conversation.send(this.#timeoutMs)
    return { send: id, ...outcome }
  }

  #close(close: NonNullable<Step['close']>): Partial<Step> {
    const named = typeof close === 'object' ? close : { id: close }
    const conversation = this.#conversations.get(named.id)
    if (conversation === undefined) return { close: named, unknown: true }
    const how = named.how ?? 'fin'
    conversation.close(how)
    const isDatagrams = conversation instanceof DatagramConversation
    if (how !== 'half' || isDatagrams) this.#conversations.delete(named.id)
    if (!isDatagrams) this.laboratory.pass(closeMs)
    return { close: named }
  }

  #edit(step: Step, hasty: boolean): Partial<Step> {
    if (!hasty) this.laboratory.pass(programMs)
    const error = this.#attempt(() => this.#applyEdit(step))
    const { after: _, error: __, ...question } = step
    return error === undefined ? question : { ...question, error }
  }

  #applyEdit({ set, add, remove, add_service, edit_service, remove_service }: Step): void {
    const { virtualServers } = this.laboratory.engine
    if (set !== undefined) virtualServers.editServer(...this.#serverEdit(set))
    if (add !== undefined) {
      const [key, server] = this.#serverEdit(add)
      this.#listen(keyProtocol(this.#find(add)), server)
      virtualServers.addServer(key, server)
    }
    if (remove !== undefined) virtualServers.removeServer(...this.#serverEdit(remove))
    if (add_service !== undefined) this.#addService(add_service)
    if (edit_service !== undefined) {
      const service = this.#find(edit_service)
      const edited = { ...service, ...edit_service }
      this.#services = this.#services.map((one) => (one === service ? edited : one))
      virtualServers.edit(keyOfSpec(edited), optionsOfSpec(edited))
    }
    if (remove_service !== undefined) {
      const service = this.#find(remove_service)
      virtualServers.remove(keyOfSpec(service))
      this.#services = this.#services.filter((one) => one !== service)
    }
  }

  #serverEdit(edit: EditSpec) {
    const service = this.#find(edit)
    const server = serverOfSpec(edit.server ?? { ip: '' }, service, edit.weight)
    return [keyOfSpec(service), server] as const
  }

  #addService(service: ServiceSpec): void {
    this.#services.push(service)
    const { virtualServers } = this.laboratory.engine
    const key = keyOfSpec(service)
    const servers = (service.servers ?? service.real ?? []).map((spec) =>
      serverOfSpec(spec, service, undefined),
    )
    for (const server of servers)
      for (const protocol of service.fwmark === undefined ? [keyProtocol(service)] : ['tcp', 'udp'])
        this.#listen(protocol, server)
    virtualServers.add(key, optionsOfSpec(service))
    for (const server of servers) virtualServers.addServer(key, server)
  }

  #listen(
    protocol: string,
    { address, port }: { address: ReturnType<typeof parseAddress>; port: number },
  ): void {
    if (port !== 0)
      this.laboratory.listeners.add(listenerKey(protocolOfSpec(protocol), address, port))
  }

  /** The service that a step means: by mark, by address, port and protocol, or the only one. */
  #find(step: ServiceSpec): ServiceSpec {
    const [first] = this.#services
    if (step.vip === undefined && step.fwmark === undefined && first !== undefined) return first
    const found = this.#services.find((service) =>
      step.fwmark !== undefined
        ? service.fwmark === step.fwmark
        : service.vip === step.vip &&
          (step.port ?? service.port) === service.port &&
          (step.proto ?? keyProtocol(service)) === keyProtocol(service),
    )
    return found ?? step
  }

  /** ipvsadm's complaint; undefined: it went well. */
  #attempt(edit: () => void): string | undefined {
    try {
      edit()
      return undefined
    } catch (error) {
      if (!isUserError(error)) throw error
      return error.message.split(': ')[0] ?? error.message
    }
  }

  #count(what: string): void {
    this.notEmulated[what] = (this.notEmulated[what] ?? 0) + 1
  }
}

function keyProtocol(service: ServiceSpec): string {
  return service.proto ?? 'tcp'
}
