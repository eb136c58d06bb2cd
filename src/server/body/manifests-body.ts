import multipart from '@fastify/multipart'
import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify'
import { isUserError, UserError } from '../../base/user-error.ts'
import type { ManifestBytes } from '../laboratory/laboratory-request.ts'

/** What a request with manifests brought. */
export interface ManifestsBody {
  /** With the form's name of each, where it was a form. */
  readonly manifests: readonly (ManifestBytes & { readonly field?: string })[]
  /** The part called `configuration`: a KubeProxyConfiguration. */
  readonly configuration: { readonly file: string; readonly text: string } | undefined
}

const filesMax = 1_000
const configurationBytesMax = 1024 * 1024

export async function acceptMultipart(app: FastifyInstance, fileBytesMax: number): Promise<void> {
  await app.register(multipart, {
    limits: {
      fileSize: fileBytesMax,
      files: filesMax,
      fields: 0,
      parts: filesMax,
      headerPairs: 50,
    },
    throwFileSizeLimit: true,
  })
}

/** Manifests of a request, whole body or parts of a form. @throws UserError E_BODY, E_LIMIT */
export async function readManifestsBody(
  request: FastifyRequest,
  bytesMax: number,
  expected = 'manifests (YAML or JSON)',
): Promise<ManifestsBody> {
  if (!request.isMultipart()) {
    const { body } = request
    if (!(body instanceof Uint8Array) || body.length === 0)
      throw new UserError('E_BODY', `the body is empty, expected ${expected}`)
    return { manifests: [{ file: 'body', bytes: body }], configuration: undefined }
  }
  try {
    return await readForm(request, bytesMax)
  } catch (error) {
    if (isUserError(error) || (error as FastifyError).statusCode !== undefined) throw error
    // What the parser of forms says of one that is none carries no status.
    throw new UserError(
      'E_BODY',
      `the form cannot be read: ${(error as Error).message.slice(0, 200)}`,
    )
  }
}

async function readForm(request: FastifyRequest, bytesMax: number): Promise<ManifestsBody> {
  const manifests: (ManifestBytes & { readonly field: string })[] = []
  let configuration: ManifestsBody['configuration']
  let total = 0
  for await (const part of request.files()) {
    const bytes = await part.toBuffer()
    total += bytes.length
    if (total > bytesMax)
      throw new UserError('E_LIMIT', `files of more than ${bytesMax} bytes in all`)
    const file = nameOf(part.filename, manifests.length)
    if (part.fieldname === 'configuration') {
      if (bytes.length > configurationBytesMax)
        throw new UserError(
          'E_LIMIT',
          `a configuration of ${bytes.length} bytes; at most ${configurationBytesMax}`,
        )
      configuration = { file, text: bytes.toString('utf8') }
    } else manifests.push({ file, bytes, field: part.fieldname })
  }
  if (manifests.length === 0)
    throw new UserError(
      'E_BODY',
      'the form has no files, expected manifests (curl -F manifests=@FILE)',
    )
  return { manifests, configuration }
}

/** A client's file name is only ever shown: without its folders, and not at length. */
function nameOf(filename: string | undefined, index: number): string {
  const last = (filename ?? '').split(/[\\/]/).at(-1) ?? ''
  const plain = last.replace(/[^\w.-]/g, '_').slice(0, 80)
  return plain === '' ? `part-${index + 1}` : plain
}
