import { formatConnections } from '../../../../src/kernel/ipvs/text/ipvsadm-connections.ts'
import { parseAddress } from '../../../../src/packet/address.ts'
import {
  type Ends,
  Laboratory,
  listenerKey,
} from '../../../../src/simulation/recordings/ipvs/laboratory.ts'
import { plainOptions, serverAt, webKey } from '../../../kernel/ipvs/some-servers.ts'

/** A laboratory with one virtual server 10.96.0.10:80 and one server that listens. */
export function laboratoryOf(protocol: number): { laboratory: Laboratory; ends: Ends } {
  const laboratory = new Laboratory({})
  const key = { ...webKey, protocol }
  laboratory.engine.virtualServers.add(key, plainOptions)
  laboratory.engine.virtualServers.addServer(key, serverAt('10.244.1.1'))
  laboratory.listeners.add(listenerKey(protocol, parseAddress('10.244.1.1'), 8080))
  const client = parseAddress('10.1.0.2')
  return {
    laboratory,
    ends: { protocol, client, clientPort: 1, virtual: key.address, virtualPort: 80 },
  }
}

export function statesOf(laboratory: Laboratory): string[] {
  return formatConnections(laboratory.engine)
    .slice(2)
    .map((line) => line.split(/\s+/)[2] ?? '')
}

export const reachedServer = '10.244.1.1:8080'
