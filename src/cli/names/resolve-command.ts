import type { KubernetesObject } from '../../kubernetes/objects/kubernetes-object.ts'
import { tryParseAddress } from '../../packet/address.ts'
import { formatResolution, resolutionJson } from '../../report/names/resolve-text.ts'
import type { RecordType } from '../../simulation/dns/dns-record.ts'
import {
  nodesResolvConf,
  type ResolvConf,
  resolvConfOf,
  resolvConfOfPod,
} from '../../simulation/dns/resolv-conf.ts'
import { reverseNameOf } from '../../simulation/dns/reverse-name.ts'
import { resolveName } from '../../simulation/dns/stub-resolver.ts'
import { withApiServerService } from '../../simulation/service-variables.ts'
import { resolvePod, resolveSource } from '../../simulation/traffic-targets.ts'
import { type ClusterArguments, clusterFromFiles } from '../cluster-input.ts'
import type { CommandIo } from '../command-io.ts'

export interface ResolveArguments extends ClusterArguments {
  readonly name: string
  readonly from?: string
  /** Undefined: A and AAAA, as getaddrinfo asks; of an address PTR. */
  readonly type?: RecordType
  readonly namespace: string
  readonly output: 'text' | 'json'
}

/** `kpe resolve`: a name as the cluster's DNS answers it, query by query. @throws UserError */
export async function resolve(options: ResolveArguments, io: CommandIo): Promise<number> {
  const cluster = clusterFromFiles(options, io)
  const objects = withApiServerService(cluster.objects)
  const conf = resolvConfFor(objects, options)
  const { name, types } = questionOf(options)
  const resolution = resolveName(objects, name, types, conf)
  const from = options.from ?? `a pod in namespace ${options.namespace}`
  io.out(
    options.output === 'json'
      ? resolutionJson(name, from, conf, resolution)
      : formatResolution(name, from, conf, resolution),
  )
  return 0
}

/** An address is looked up by its reverse name, which needs no search path. */
function questionOf({ name, type }: ResolveArguments): {
  name: string
  types: readonly RecordType[]
} {
  const address = tryParseAddress(name)
  if (address !== undefined && (type === undefined || type === 'PTR'))
    return { name: `${reverseNameOf(address)}.`, types: ['PTR'] }
  return { name, types: type === undefined ? ['A', 'AAAA'] : [type] }
}

function resolvConfFor(
  objects: readonly KubernetesObject[],
  { from, namespace }: ResolveArguments,
): ResolvConf {
  if (from === undefined) return resolvConfOf(objects, { namespace, hostNetwork: false })
  const scope = { objects, namespace, family: undefined }
  if (from.startsWith('pod/')) return resolvConfOfPod(objects, resolvePod(from, scope))
  // Throws where there is no such node, and where it is no way to say who asks.
  resolveSource(from, scope)
  return nodesResolvConf
}
