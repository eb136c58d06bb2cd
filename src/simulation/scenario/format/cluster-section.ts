import { z } from 'zod'
import { duration, name } from './quantities.ts'

export const nodesMax = 5_000

const lag = (text: string) => duration.optional().describe(text)

/** What a scenario may say of its cluster, beside its objects. */
export const clusterSection = z.strictObject({
  nodes: z
    .int()
    .min(1)
    .max(nodesMax)
    .optional()
    .describe('How many nodes are made where the objects hold none. Default 3.'),
  zones: z
    .array(name)
    .min(1)
    .max(64)
    .optional()
    .describe('Zones of made nodes, in turn: node-1 in the first, node-2 in the second …'),
  families: z
    .array(z.enum(['IPv4', 'IPv6']))
    .min(1)
    .max(2)
    .optional()
    .describe('Address families of the cluster. Default: those of its objects.'),
  kubeProxy: z
    .record(z.string(), z.unknown())
    .optional()
    .describe(
      'Fields of a KubeProxyConfiguration (kubeproxy.config.k8s.io/v1alpha1), without mode.',
    ),
  sysctls: z
    .record(z.string(), z.union([z.string(), z.number()]).transform(String))
    .optional()
    .describe(
      'Sysctls of every node, as sysctl -w writes them: net.netfilter.nf_conntrack_max: 1000.',
    ),
  toggles: z
    .array(z.string())
    .optional()
    .describe('Behaviours of other versions, by the change that made them: kubernetes#127318.'),
  lags: z
    .strictObject({
      controller: lag('From a pod’s change to its EndpointSlice.'),
      watch: lag('From the API server to a kube-proxy.'),
      loadBalancer: lag('From a failed health check to the load balancer’s next packet.'),
    })
    .optional(),
})
