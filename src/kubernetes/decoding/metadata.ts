import type { Metadata, OwnerReference } from '../objects/metadata.ts'
import type { RawObject } from '../reading/raw-object.ts'
import { defined } from './optional.ts'

const metadataFields = new Set(
  (
    'name generateName namespace selfLink uid resourceVersion generation creationTimestamp ' +
    'deletionTimestamp deletionGracePeriodSeconds labels annotations ownerReferences finalizers ' +
    'managedFields clusterName'
  ).split(' '),
)

/** An object without a namespace goes to `default`, as kubectl sends it; kinds without one keep ''. */
export function decodeMetadata(raw: RawObject, namespaced: boolean): Metadata {
  const metadata = raw.object('metadata', 'ObjectMeta', metadataFields)
  const given = metadata?.string('namespace') ?? ''
  return defined({
    name: metadata?.string('name') ?? '',
    namespace: given === '' && namespaced ? 'default' : given,
    labels: metadata?.stringMap('labels') ?? {},
    annotations: metadata?.stringMap('annotations') ?? {},
    uid: metadata?.string('uid'),
    creationTimestamp: metadata?.string('creationTimestamp'),
    deletionTimestamp: metadata?.string('deletionTimestamp'),
    generateName: metadata?.string('generateName'),
    ownerReferences: decodeOwners(metadata),
  })
}

function decodeOwners(metadata: RawObject | undefined): readonly OwnerReference[] | undefined {
  const owners = metadata?.objects('ownerReferences', 'OwnerReference') ?? []
  if (owners.length === 0) return undefined
  return owners.map((owner) =>
    defined({
      apiVersion: owner.string('apiVersion') ?? '',
      kind: owner.string('kind') ?? '',
      name: owner.string('name') ?? '',
      uid: owner.string('uid') ?? '',
      controller: owner.boolean('controller'),
      blockOwnerDeletion: owner.boolean('blockOwnerDeletion'),
    }),
  )
}
