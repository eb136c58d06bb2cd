import type { InputObject } from '../../src/kubernetes/objects/input-object.ts'
import type { Service } from '../../src/kubernetes/objects/service.ts'
import type { Workload } from '../../src/kubernetes/objects/workload.ts'
import { readObjects } from '../../src/kubernetes/reading/read-objects.ts'

/** The objects of a manifest, with their defaults. */
export function objectsOf(text: string): readonly InputObject[] {
  return readObjects([{ file: 'test.yaml', text }]).objects
}

type ObjectOf<Kind> = Kind extends Workload['kind']
  ? Workload
  : Extract<InputObject, { readonly kind: Kind }>

/** The one object of a kind in a manifest. */
export function theOnly<Kind extends InputObject['kind']>(
  kind: Kind,
  text: string,
): ObjectOf<Kind> {
  const [object] = objectsOf(text).filter((one): one is ObjectOf<Kind> => one.kind === kind)
  if (object === undefined) throw new Error(`no ${kind} in the manifest`)
  return object
}

/** A Service with this spec, as JSON text of it. */
export function serviceOf(spec: Record<string, unknown>, metadata = {}, status = {}): Service {
  const object = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', ...metadata }, spec }
  return theOnly('Service', JSON.stringify({ ...object, status }))
}
