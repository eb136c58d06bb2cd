import { createSeededChance } from '../../../src/base/seeded-chance.ts'
import { IptablesEngine } from '../../../src/kernel/iptables/engine/iptables-engine.ts'
import { Routing } from '../../../src/kernel/netfilter/routing.ts'
import { createVisits } from '../../../src/kernel/netfilter/visits.ts'
import { NodeKernel } from '../../../src/kernel/node-kernel.ts'
import { formatAddress, type Ipv4, parseAddress, parsePrefix } from '../../../src/packet/address.ts'
import { protocolNumber } from '../../../src/packet/protocol.ts'
import type { MeasuredPoint } from '../../../src/simulation/cost/fit.ts'
import { sizeOfRuleSet } from '../../../src/simulation/cost/priced-counts.ts'
import { syntheticNode } from '../../../src/simulation/cost/synthetic-services.ts'
import { packetBetween } from '../../../src/simulation/exchange-packets.ts'
import { networkOfNode } from '../../../src/simulation/node/node-network.ts'

/** The rule sets of the recording of 2026-11-20: N Services of one to three endpoints, UDP port 53, in order. */
export type Place = 'first' | 'middle' | 'last'

export function placesOf(services: number): Readonly<Record<Place, number>> {
  return { first: 0, middle: services >> 1, last: services - 1 }
}

/** What first packets to these places visit, by the engine. */
export function recordedVisits(
  services: number,
): Record<Place, Pick<MeasuredPoint, 'visits' | 'size'>> {
  const { interfaces, routes } = networkOfNode(syntheticNode, [])
  const toPods = {
    to: parsePrefix('10.244.0.0/16'),
    device: 'cni0',
    via: parseAddress('10.244.0.2'),
  }
  const kernel = new NodeKernel(new Routing(interfaces, [toPods, ...routes]))
  const engine = new IptablesEngine({ family: 'IPv4' })
  engine.restore(restoreText(services), { noFlush: true })
  engine.restore(jumps, { noFlush: true })
  kernel.register(engine)
  const size = sizeOfRuleSet(engine)
  const chance = createSeededChance(1)
  const visitsOf = (service: number) => {
    const visits = createVisits()
    const source = { address: parseAddress('10.1.1.1'), port: 10_000 + (service % 50_000) }
    const packet = packetBetween(protocolNumber.udp, source, {
      address: serviceAddress(service),
      port: 53,
    })
    kernel.receive(packet, 'eth0', { nowMs: 0, chance, visits })
    return { visits, size }
  }
  const { first, middle, last } = placesOf(services)
  return { first: visitsOf(first), middle: visitsOf(middle), last: visitsOf(last) }
}

function serviceAddress(service: number): Ipv4 {
  return ((parseAddress('10.96.0.10') as number) + service) as Ipv4
}

function podAddress(pod: number): string {
  return formatAddress(((parseAddress('10.244.1.0') as number) + (pod % 60_000)) as Ipv4)
}

function restoreText(services: number): string {
  const chains: string[] = []
  const rules: string[] = []
  const entries: string[] = []
  for (let service = 0; service < services; service += 1) {
    const places = placesOf(services)
    const isTarget = Object.values(places).includes(service)
    const name = `ns${service % 50}/svc-${service}:http`
    const comment = `-m comment --comment "${name}`
    const to = `-m udp -p udp -d ${formatAddress(serviceAddress(service))} --dport 53`
    const chain = `KUBE-SVC-${service}`
    chains.push(`:${chain} - [0:0]`)
    rules.push(`-A ${chain} ${comment} cluster IP" ${to} ! -s 10.244.0.0/16 -j KUBE-MARK-MASQ`)
    const endpoints = isTarget ? 2 : (service % 3) + 1
    for (let endpoint = 0; endpoint < endpoints; endpoint += 1) {
      const [pod, separate] = [
        podAddress(service * 3 + endpoint),
        `KUBE-SEP-${service}-${endpoint}`,
      ]
      const left = endpoints - endpoint
      const chance =
        left === 1 ? '' : `-m statistic --mode random --probability ${(1 / left).toFixed(10)} `
      chains.push(`:${separate} - [0:0]`)
      rules.push(
        `-A ${chain} ${comment} -> ${pod}:53" ${chance}-j ${separate}`,
        `-A ${separate} ${comment}" -s ${pod} -j KUBE-MARK-MASQ`,
        `-A ${separate} ${comment}" -m udp -p udp -j DNAT --to-destination ${pod}:53`,
      )
    }
    entries.push(`-A KUBE-SERVICES ${comment} cluster IP" ${to} -j ${chain}`)
  }
  return [
    filterTable,
    '*nat',
    ...['KUBE-MARK-MASQ', 'KUBE-NODEPORTS', 'KUBE-POSTROUTING', 'KUBE-SERVICES'].map(declared),
    ...chains,
    '-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN',
    '-A KUBE-POSTROUTING -j MARK --xor-mark 0x4000',
    '-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully',
    '-A KUBE-MARK-MASQ -j MARK --or-mark 0x4000',
    ...rules,
    ...entries,
    '-A KUBE-SERVICES -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS',
    'COMMIT',
    '',
  ].join('\n')
}

const filterTable = [
  '*filter',
  ...[
    'KUBE-EXTERNAL-SERVICES',
    'KUBE-FIREWALL',
    'KUBE-FORWARD',
    'KUBE-NODEPORTS',
    'KUBE-PROXY-FIREWALL',
    'KUBE-SERVICES',
  ].map(declared),
  '-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP',
  '-A KUBE-FORWARD -m mark --mark 0x4000/0x4000 -j ACCEPT',
  '-A KUBE-FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
  'COMMIT',
].join('\n')

const jumps = [
  '*filter',
  '-A FORWARD -m conntrack --ctstate NEW -j KUBE-PROXY-FIREWALL',
  '-A FORWARD -j KUBE-FORWARD',
  '-A FORWARD -m conntrack --ctstate NEW -j KUBE-SERVICES',
  '-A FORWARD -m conntrack --ctstate NEW -j KUBE-EXTERNAL-SERVICES',
  'COMMIT',
  '*nat',
  '-A PREROUTING -j KUBE-SERVICES',
  '-A POSTROUTING -j KUBE-POSTROUTING',
  'COMMIT',
  '',
].join('\n')

function declared(chain: string): string {
  return `:${chain} - [0:0]`
}
