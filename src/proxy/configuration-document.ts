import { type Position, UserError } from '../base/user-error.ts'
import { type RawDocument, readDocuments } from '../kubernetes/reading/documents.ts'
import type { SourceText } from '../kubernetes/reading/source-text.ts'

export const configurationKind = 'KubeProxyConfiguration'
const configurationGroup = 'kubeproxy.config.k8s.io/'

/**
 * The one KubeProxyConfiguration of a file: bare, among other documents (kubeadm's own configuration), or in
 * a ConfigMap such as kubeadm's `kube-proxy` (`data: {"config.conf": …}`).
 * @throws UserError E_CONFIGURATION where there is none, or more than one
 */
export function findConfiguration(source: SourceText): RawDocument {
  const found = readDocuments(source).flatMap((document) => configurationsIn(document, source))
  const [first, second] = found
  if (first === undefined)
    throw refusal(`no ${configurationKind} in this file (bare, or in a ConfigMap)`, {
      file: source.file,
    })
  if (second !== undefined)
    throw refusal(`a second ${configurationKind}, expected one`, second.origin)
  if (!first.apiVersion.startsWith(configurationGroup) || !first.apiVersion.endsWith('/v1alpha1'))
    throw refusal(
      `no kind "${configurationKind}" is registered for version "${first.apiVersion}" (expected ${configurationGroup}v1alpha1)`,
      first.origin.locate(['apiVersion']),
    )
  return first
}

function configurationsIn(document: RawDocument, source: SourceText): readonly RawDocument[] {
  if (document.kind === configurationKind) return [document]
  const { data } = document.value
  if (document.kind !== 'ConfigMap' || typeof data !== 'object' || data === null) return []
  return Object.entries(data).flatMap(([key, text]) =>
    typeof text === 'string' && new RegExp(`\\b${configurationKind}\\b`).test(text)
      ? readDocuments(textWithin(source, document, key, text)).filter(
          ({ kind }) => kind === configurationKind,
        )
      : [],
  )
}

/**
 * The text under a ConfigMap's key, moved to the lines and columns that it has in the file, so that errors
 * point there. Only a block (`key: |`) has such lines.
 */
function textWithin(
  source: SourceText,
  { origin }: RawDocument,
  key: string,
  text: string,
): SourceText {
  const { line = 1 } = origin.locate(['data', key])
  const lines = source.text.split('\n')
  const isBlock = /:\s*[|>][-+0-9]*\s*(#.*)?$/.test(lines[line - 1] ?? '')
  if (!isBlock) return { file: `${source.file} (data ${key})`, text }
  const first = text.split('\n').findIndex((row) => row.trim() !== '')
  const shown = lines[line + first] ?? ''
  const indent = ' '.repeat(shown.length - shown.trimStart().length)
  const moved = text.split('\n').map((row) => (row === '' ? row : `${indent}${row}`))
  return { file: source.file, text: `${'\n'.repeat(line)}${moved.join('\n')}` }
}

export function refusal(message: string, at: Position): UserError {
  return new UserError('E_CONFIGURATION', message, at)
}
