import type { Metadata } from '../objects/metadata.ts'
import type { FieldErrors, FieldPath } from './field-errors.ts'
import { complain, dnsLabel, qualifiedName, validLabelValue } from './names.ts'

const annotationBytesMax = 256 * 1024

/** k8s.io/apimachinery/pkg/api/validation ValidateObjectMeta */
export function checkMetadata(
  errors: FieldErrors,
  metadata: Metadata,
  namespaced: boolean,
  checkName: (name: string) => readonly string[],
): void {
  const { name, namespace, generateName } = metadata
  if (generateName !== undefined && generateName !== '')
    complain(
      errors,
      ['metadata', 'generateName'],
      generateName,
      checkName(generateName.replace(/.-$/, 'a')),
    )
  if (name === '') errors.required(['metadata', 'name'], 'name or generateName is required')
  else complain(errors, ['metadata', 'name'], name, checkName(name))
  if (!namespaced) {
    if (namespace !== '') errors.forbidden(['metadata', 'namespace'], 'not allowed on this type')
  } else if (namespace === '') errors.required(['metadata', 'namespace'])
  else complain(errors, ['metadata', 'namespace'], namespace, dnsLabel(namespace))
  checkLabels(errors, metadata.labels, ['metadata', 'labels'])
  checkAnnotations(errors, metadata.annotations)
  checkOwners(errors, metadata)
}

export function checkLabels(
  errors: FieldErrors,
  labels: Readonly<Record<string, string>>,
  path: FieldPath,
): void {
  for (const [key, value] of Object.entries(labels)) {
    complain(errors, path, key, qualifiedName(key))
    complain(errors, path, value, validLabelValue(value))
  }
}

function checkAnnotations(
  errors: FieldErrors,
  annotations: Readonly<Record<string, string>>,
): void {
  let bytes = 0
  for (const [key, value] of Object.entries(annotations)) {
    complain(errors, ['metadata', 'annotations'], key, qualifiedName(key.toLowerCase()))
    bytes += Buffer.byteLength(key) + Buffer.byteLength(value)
  }
  if (bytes > annotationBytesMax) errors.tooLong(['metadata', 'annotations'], annotationBytesMax)
}

function checkOwners(errors: FieldErrors, { ownerReferences = [] }: Metadata): void {
  const path = ['metadata', 'ownerReferences']
  let controller = ''
  for (const owner of ownerReferences) {
    const version = owner.apiVersion.slice(owner.apiVersion.indexOf('/') + 1)
    if (version === '')
      errors.invalid([...path, 'apiVersion'], owner.apiVersion, 'version must not be empty')
    for (const field of ['kind', 'name', 'uid'] as const)
      if (owner[field] === '') errors.invalid([...path, field], '', 'must not be empty')
    if (owner.controller !== true) continue
    const name = `${owner.kind}/${owner.name}`
    if (controller !== '')
      errors.invalid(
        path,
        ownerReferences,
        `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${name}`,
      )
    else controller = name
  }
}
