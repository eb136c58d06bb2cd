import { formatAddress } from '../../src/packet/address.ts'
import type { ProxyMode } from '../../src/proxy/configuration.ts'
import type { TraceReport } from '../../src/report/trace/trace-report.ts'
import { costOn } from '../../src/report/trace/trace-report.ts'
import type { ExchangeRequest } from '../../src/simulation/exchange.ts'
import { tracePacket } from '../../src/simulation/packet-trace.ts'
import { a, address, b, service, slice } from '../conformance/cluster-objects.ts'
import { requestBetween, surroundings, syncedWorker } from '../simulation/node/small-node.ts'

/** Service `web` with endpoints a and b, as a pod asks it. */
export const fromPod = requestBetween('pod', `${address.pod}:40000`, `${address.clusterIp}:80`)

/** What `kpe trace` would report of a request to these objects. */
export function reportOf(
  mode: ProxyMode = 'iptables',
  request: ExchangeRequest = fromPod,
  objects: readonly unknown[] = [service(), slice([a, b])],
): TraceReport {
  const node = syncedWorker(mode, ...objects)
  const trace = tracePacket(node.kernel, surroundings, request, 0, 1)
  const [first] = node.modes
  if (first === undefined) throw new Error('the node has no mode')
  return {
    ...trace,
    node: 'worker-1',
    mode: `${mode} mode`,
    seed: 1,
    request,
    cost: costOn(first, trace.exchange),
    nameOf: (one) => (formatAddress(one) === address.clusterIp ? 'svc/default/web' : undefined),
  }
}
