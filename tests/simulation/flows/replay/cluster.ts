import { readFileSync } from 'node:fs'
import { readCluster } from '../../../../src/kubernetes/cluster/read-cluster.ts'
import type { KubernetesObject } from '../../../../src/kubernetes/objects/kubernetes-object.ts'
import { parseAddress } from '../../../../src/packet/address.ts'
import { defaultProxyConfiguration, type ProxyMode } from '../../../../src/proxy/configuration.ts'
import type { RecordedEvent } from '../../../../src/simulation/flows/recorded-event.ts'
import { FlowReplay } from '../../../../src/simulation/flows/replay/flow-replay.ts'
import { lenient } from '../captures.ts'

const file = 'tests/simulation/dns/data/cluster.yaml'

/** The cluster whose Services the recordings of tests/simulation/flows/data met. */
export const { objects } = readCluster([{ file, text: readFileSync(file, 'utf8') }])

/** Two nodes; a Service of every way in, with policy Local from outside, on node-2 only. */
export const manyWays = readCluster([
  {
    file: 'ways.yaml',
    text: `
apiVersion: v1
kind: Node
metadata: { name: node-1 }
spec: { podCIDRs: [10.244.1.0/24] }
status: { addresses: [{ type: InternalIP, address: 192.168.0.10 }] }
---
apiVersion: v1
kind: Node
metadata: { name: node-2 }
spec: { podCIDRs: [10.244.2.0/24] }
status: { addresses: [{ type: InternalIP, address: 192.168.0.11 }] }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local
  clusterIP: 10.96.1.1
  externalIPs: [198.51.100.9]
  selector: { app: web }
  ports: [{ name: http, port: 80, nodePort: 30080 }, { port: 53, nodePort: 30053, protocol: UDP, name: dns }]
status: { loadBalancer: { ingress: [{ ip: 198.51.100.1 }] } }
---
apiVersion: v1
kind: Pod
metadata: { name: a, namespace: shop, labels: { app: web } }
spec: { nodeName: node-2, containers: [{ name: c }] }
status: { phase: Running, podIP: 10.244.2.7, conditions: [{ type: Ready, status: 'True' }] }
---
apiVersion: v1
kind: Pod
metadata: { name: over, namespace: shop }
spec: { nodeName: node-1, containers: [{ name: c }] }
status: { phase: Succeeded, podIP: 10.244.1.99 }
---
apiVersion: v1
kind: Pod
metadata: { name: host, namespace: shop }
spec: { nodeName: node-1, hostNetwork: true, containers: [{ name: c }] }
status: { phase: Running, podIP: 192.168.0.10 }
`,
  },
]).objects

export const configurationOf = (mode: ProxyMode) => ({ ...defaultProxyConfiguration, mode })

export const end = (address: string, port: number) => ({ address: parseAddress(address), port })

export function replayOf(
  of: readonly KubernetesObject[] = objects,
  modes: readonly ProxyMode[] = ['iptables', 'ipvs', 'nftables'],
  options: { seed?: number; map?: ReadonlyMap<never, never> } = {},
  records = lenient(),
): FlowReplay {
  const configurations = modes.map(configurationOf)
  return new FlowReplay(of, { configurations, seed: 1, map: new Map(), ...options }, records)
}

/** A flow that somebody noted; ports and times can be told. */
export function flow(
  source: string,
  destination: string,
  port: number,
  more: Partial<Extract<RecordedEvent, { kind: 'flow' }>['flow']> & { sourcePort?: number } = {},
): RecordedEvent {
  const { sourcePort = 40_000, ...others } = more
  return {
    kind: 'flow',
    flow: {
      protocol: 6,
      source: end(source, sourcePort),
      destination: end(destination, port),
      atMs: undefined,
      durationMs: undefined,
      packets: 10,
      bytes: 1_000,
      ...others,
    },
  }
}
