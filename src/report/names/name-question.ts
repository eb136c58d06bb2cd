import type { KubernetesObject } from '../../kubernetes/objects/kubernetes-object.ts'
import { tryParseAddress } from '../../packet/address.ts'
import type { RecordType } from '../../simulation/dns/dns-record.ts'
import {
  nodesResolvConf,
  type ResolvConf,
  resolvConfOf,
  resolvConfOfPod,
} from '../../simulation/dns/resolv-conf.ts'
import { reverseNameOf } from '../../simulation/dns/reverse-name.ts'
import { type Resolution, resolveName } from '../../simulation/dns/stub-resolver.ts'
import { withApiServerService } from '../../simulation/service-variables.ts'
import { resolvePod, resolveSource } from '../../simulation/traffic-targets.ts'

/** Who looks what up. */
export interface NameQuestion {
  readonly name: string
  /** `pod/NAME`, `node/NAME` or `client`; undefined: some pod of the namespace. */
  readonly from?: string
  /** Undefined: A and AAAA, as getaddrinfo asks; of an address PTR. */
  readonly type?: RecordType
  readonly namespace: string
}

/** @throws UserError E_UNKNOWN_OBJECT where there is nobody of that name to ask */
export function resolveQuestion(
  given: readonly KubernetesObject[],
  question: NameQuestion,
): { readonly from: string; readonly conf: ResolvConf; readonly resolution: Resolution } {
  const objects = withApiServerService(given)
  const conf = resolvConfFor(objects, question)
  const { name, types } = questionOf(question)
  const resolution = resolveName(objects, name, types, conf)
  return {
    from: question.from ?? `a pod in namespace ${question.namespace}`,
    conf,
    resolution,
  }
}

/** An address is looked up by its reverse name, which needs no search path. */
function questionOf({ name, type }: NameQuestion): {
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
  { from, namespace }: NameQuestion,
): ResolvConf {
  if (from === undefined) return resolvConfOf(objects, { namespace, hostNetwork: false })
  const scope = { objects, namespace, family: undefined }
  if (from.startsWith('pod/')) return resolvConfOfPod(objects, resolvePod(from, scope))
  // Throws where there is no such node, and where it is no way to say who asks.
  resolveSource(from, scope)
  return nodesResolvConf
}
