import { createSeededChance } from '../../../../src/base/seeded-chance.ts'
import { IptablesEngine } from '../../../../src/kernel/iptables/engine/iptables-engine.ts'
import { IpvsEngine } from '../../../../src/kernel/ipvs/engine.ts'
import { IpvsHooks } from '../../../../src/kernel/ipvs/hooks/ipvs-hooks.ts'
import { restoreCommands } from '../../../../src/kernel/ipvs/text/ipvsadm-restore.ts'
import type { StepList } from '../../../../src/kernel/netfilter/trace.ts'
import type { Passage } from '../../../../src/kernel/passage.ts'
import {
  addressBits,
  familyOf,
  formatEndpoint,
  parseAddress,
} from '../../../../src/packet/address.ts'
import type { Packet } from '../../../../src/packet/packet.ts'
import { testKernel } from '../../packets.ts'

export interface DirectorOptions {
  /** Rules of `iptables-restore`; without any, every packet passes, and conntrack has no nat. */
  readonly rules?: string
  /** On kube-ipvs0. */
  readonly addresses?: readonly string[]
  readonly conntrack?: 0 | 1
}

const masquerade = `*nat
:POSTROUTING ACCEPT
-A POSTROUTING -d 10.244.1.0/24 -j MASQUERADE
COMMIT
`

/** A node with IPVS, on which `ipvsadm -R` has read these commands; it masquerades what goes to pods. */
export function director(commands: readonly string[], options: DirectorOptions = {}) {
  const { rules = masquerade, addresses = ['10.96.0.10'], conntrack = 1 } = options
  const kernel = testKernel()
  const engine = new IpvsEngine()
  engine.sysctls.conntrack = conntrack
  engine.sysctls.expire_nodest_conn = 1
  const hooks = new IpvsHooks(engine, kernel.tracker)
  const iptables = new IptablesEngine({ family: 'IPv4', ipvs: hooks })
  iptables.restore(rules)
  kernel.register(iptables)
  kernel.register(hooks)
  kernel.routing.setInterface({
    name: 'kube-ipvs0',
    addresses: addresses.map((text) => {
      const address = parseAddress(text)
      return { address, length: addressBits(familyOf(address)) }
    }),
  })
  const edit = (...lines: readonly string[]) => restoreCommands(engine, lines.join('\n'), 'test')
  edit(...commands)
  const moment = (nowMs: number, trace?: StepList) => ({
    nowMs,
    chance: createSeededChance(1),
    ...(trace === undefined ? {} : { trace }),
  })
  return {
    kernel,
    engine,
    hooks,
    edit,
    receive: (packet: Packet, from: 'eth0' | 'cni0', nowMs = 0, trace?: StepList) =>
      kernel.receive(packet, from, moment(nowMs, trace)),
    send: (packet: Packet, nowMs = 0) => kernel.send(packet, moment(nowMs)),
  }
}

/** One virtual server 10.96.0.10:80 with 10.244.1.1:8080. */
export const web = ['-A -t 10.96.0.10:80 -s rr', '-a -t 10.96.0.10:80 -r 10.244.1.1:8080 -m']

export function endsOf({ packet }: Passage): string {
  const { source, sourcePort, destination, destinationPort } = packet
  return `${formatEndpoint(source, sourcePort)} → ${formatEndpoint(destination, destinationPort)}`
}

/** The packet as its receiver would answer it. */
export function answerTo({ packet }: Passage, fields: Partial<Packet> = {}): Packet {
  return {
    ...packet,
    source: packet.destination,
    sourcePort: packet.destinationPort,
    destination: packet.source,
    destinationPort: packet.sourcePort,
    ...fields,
  }
}
