import { entryOf } from '../../../base/entry-of.ts'
import { UserError } from '../../../base/user-error.ts'
import type { ObjectReference } from '../../../kubernetes/objects/kubernetes-object.ts'
import { listKnown, suggest } from './suggestion.ts'

type ReferableKind = ObjectReference['kind']

/** As kubectl takes them: full names and short ones. */
const kinds: Readonly<Record<string, ReferableKind>> = {
  service: 'Service',
  svc: 'Service',
  pod: 'Pod',
  po: 'Pod',
  node: 'Node',
  no: 'Node',
  endpointslice: 'EndpointSlice',
  endpoints: 'Endpoints',
  ep: 'Endpoints',
  deployment: 'Deployment',
  deploy: 'Deployment',
  statefulset: 'StatefulSet',
  sts: 'StatefulSet',
  daemonset: 'DaemonSet',
  ds: 'DaemonSet',
  replicaset: 'ReplicaSet',
  rs: 'ReplicaSet',
  replicationcontroller: 'ReplicationController',
  rc: 'ReplicationController',
}

export const workloadKinds: ReadonlySet<ReferableKind> = new Set<ReferableKind>([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'ReplicationController',
])

const defaultNamespace = 'default'

/** Reads `service/default/web`; without a namespace `default`, nodes have none.
 * @throws UserError E_SCENARIO */
export function readObjectName(text: string): ObjectReference {
  const [word = '', ...rest] = text.split('/')
  const kind = entryOf(kinds, word.toLowerCase())
  if (kind === undefined) {
    const words = Object.keys(kinds)
    throw new UserError(
      'E_SCENARIO',
      `"${text}": "${word}" is no kind of object${suggest(word, words) || `; expected KIND/NAMESPACE/NAME with one of ${listKnown(words, 20)}`}`,
    )
  }
  const [first = '', second] = rest
  if (rest.length === 0 || rest.length > 2 || rest.includes(''))
    throw new UserError('E_SCENARIO', `"${text}": expected KIND/NAMESPACE/NAME or KIND/NAME`)
  if (kind === 'Node') return { kind, namespace: '', name: second ?? first }
  return second === undefined
    ? { kind, namespace: defaultNamespace, name: first }
    : { kind, namespace: first, name: second }
}

/** Reads `default/web-0`, `web-0` or `pod/default/web-0`: `namespace/name`. */
export function readPodName(text: string): string {
  const { namespace, name } = readObjectName(/^(pod|po)\//.test(text) ? text : `pod/${text}`)
  return `${namespace}/${name}`
}
