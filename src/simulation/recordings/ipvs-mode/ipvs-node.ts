import { IpSets } from '../../../kernel/ipset/ip-sets.ts'
import { restoreSets } from '../../../kernel/ipset/set-restore.ts'
import { printSets } from '../../../kernel/ipset/set-save.ts'
import { IptablesEngine } from '../../../kernel/iptables/engine/iptables-engine.ts'
import { IpvsEngine } from '../../../kernel/ipvs/engine.ts'
import { IpvsHooks } from '../../../kernel/ipvs/hooks/ipvs-hooks.ts'
import { defaultSysctls, kernelOfRelease, setSysctl } from '../../../kernel/ipvs/model/settings.ts'
import { listConnections } from '../../../kernel/ipvs/text/ipvsadm-connections.ts'
import { formatList } from '../../../kernel/ipvs/text/ipvsadm-list.ts'
import { restoreCommands } from '../../../kernel/ipvs/text/ipvsadm-restore.ts'
import { formatSave } from '../../../kernel/ipvs/text/ipvsadm-save.ts'
import type { NodeKernel } from '../../../kernel/node-kernel.ts'
import { formatEndpoint, parseAddress } from '../../../packet/address.ts'
import { dummyDevice } from '../../../proxy/ipvs/transaction.ts'
import { durationMs } from '../kube-proxy/duration.ts'
import { type RawRecord, recordIn, textIn, textsIn } from '../kube-proxy/raw-value.ts'
import { ipvsadmLines } from './ipvsadm-lines.ts'

/** What the recorder read from the node after a step, in its own words. */
export interface IpvsListings {
  readonly dummy: readonly string[]
  readonly order: Readonly<Record<string, readonly string[]>>
  readonly ipvsadm_Sn: string
  readonly ipset: string
}

/** All that kube-proxy's IPVS mode writes into, on the recorded node. */
export class IpvsNode {
  readonly iptables: IptablesEngine
  readonly ipvs: IpvsEngine
  readonly #kernel: NodeKernel
  readonly #sets = new IpSets()
  readonly #hooks: IpvsHooks
  #addresses: readonly string[] = []

  /** `sysctls`: net.ipv4.vs.* of the node, without that prefix. */
  constructor(kernel: NodeKernel, release: string, sysctls: Readonly<Record<string, string>>) {
    this.#kernel = kernel
    this.ipvs = new IpvsEngine(kernelOfRelease(release))
    const known = defaultSysctls()
    for (const [name, value] of Object.entries(sysctls))
      if (name in known) setSysctl(this.ipvs.sysctls, name, value)
    this.#hooks = new IpvsHooks(this.ipvs, kernel.tracker)
    this.iptables = new IptablesEngine({
      family: 'IPv4',
      backend: 'legacy',
      sets: this.#sets,
      ipvs: this.#hooks,
    })
    kernel.register(this.iptables)
    kernel.register(this.#hooks)
  }

  /** Connections expire. */
  advance(nowMs: number): void {
    this.#hooks.advance(nowMs)
  }

  /** One step of kube-proxy, in the order in which the recorder did it. */
  apply(answer: RawRecord, nowMs: number): void {
    const ipvs = recordIn(answer, 'ipvs')
    const iptables = recordIn(answer, 'iptables')
    this.#hooks.advance(nowMs)
    this.#setTimeouts(textsIn(ipvs, 'timeouts'))
    restoreSets(this.#sets, textsIn(ipvs, 'ipsetOps').join('\n'), nowMs)
    for (const command of textsIn(iptables, 'ensure')) this.iptables.ensure(command)
    const addresses = textsIn(ipvs, 'dummyAddresses')
    this.#setAddresses([...new Set([...this.#addresses, ...addresses])])
    restoreCommands(this.ipvs, ipvsadmLines(textsIn(ipvs, 'ops')), 'kube-proxy')
    this.#setAddresses(addresses)
    const restore = textIn(iptables, 'restore') ?? ''
    if (restore !== '') this.iptables.restore(restore, { noFlush: true, counters: true })
    this.#hooks.advance(nowMs)
  }

  /** As the recorder saw it before it sent packets. */
  listings(nowMs: number): IpvsListings {
    return {
      dummy: [...this.#addresses].sort(),
      order: Object.fromEntries(
        this.ipvs.virtualServers
          .list()
          .map(({ key, servers }) => [
            key.kind === 'address'
              ? `${formatEndpoint(key.address, key.port)}/${protocolNames[key.protocol]}`
              : '',
            servers.map(({ address, port }) => formatEndpoint(address, port)),
          ]),
      ),
      ipvsadm_Sn: asText(formatSave(this.ipvs.virtualServers)),
      ipset: sortedSets(printSets(this.#sets, nowMs)),
    }
  }

  /** `ipvsadm -Ln`. */
  list(): string {
    return asText(formatList(this.ipvs.virtualServers))
  }

  /** `ipvsadm -Lnc` without the timers, sorted. */
  connections(): string[] {
    return listConnections(this.ipvs)
      .map(({ protocol, state, source, virtual, destination }) =>
        [protocol, state, source, virtual, destination].join(' '),
      )
      .sort()
  }

  /** `ipvsadm --set`, whole seconds. */
  #setTimeouts(texts: readonly string[]): void {
    if (texts.length === 0) return
    const [tcp = 0, tcpFin = 0, udp = 0] = texts.map((text) =>
      Math.round((durationMs(text) ?? 0) / 1000),
    )
    this.ipvs.timeouts.set({ tcp, tcpFin, udp })
  }

  #setAddresses(texts: readonly string[]): void {
    this.#addresses = texts
    const addresses = texts.map((text) => ({ address: parseAddress(text), length: 32 }))
    this.#kernel.routing.setInterface({ name: dummyDevice, addresses })
  }
}

const protocolNames: Readonly<Record<number, string>> = { 6: 'TCP', 17: 'UDP', 132: 'SCTP' }

function asText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}

/** The order of a set's entries is the kernel's random one: sorted, set by set. */
export function sortedSets(text: string): string {
  const groups: string[][] = []
  for (const line of text.split('\n').filter((one) => one !== ''))
    if (line.startsWith('create ')) groups.push([line])
    else groups.at(-1)?.push(line)
  return groups.map(([first = '', ...entries]) => asText([first, ...entries.sort()])).join('')
}
