import { gunzipSync } from 'node:zlib'
import { UserError } from '../../base/user-error.ts'
import {
  formatVerifications,
  type SkippedRecording,
  verificationsJson,
} from '../../report/verification-text.ts'
import { readerOf } from '../../simulation/recordings/readers.ts'
import type { Verification } from '../../simulation/recordings/verification.ts'
import type { ManifestBytes } from '../laboratory/laboratory-request.ts'
import type { JobOutcome, JobRequest, OnProgress } from './job-request.ts'

const megabyte = 1024 * 1024
/** Of one recording, when uncompressed. */
const textMegabytesMax = 256
const gzipMagic = [0x1f, 0x8b]

/** Holds recordings against the emulator, as `kpe verify`. @throws UserError E_RECORDING, E_FILE, E_LIMIT */
export function runVerification(
  { recordings, show }: Extract<JobRequest, { kind: 'verification' }>,
  onProgress: OnProgress,
): JobOutcome {
  const verifications: Verification[] = []
  const skipped: SkippedRecording[] = []
  for (const recording of recordings) {
    const { file } = recording
    const text = textOf(recording)
    const reader = readerOf(text)
    if (reader === undefined) skipped.push({ file, reason: 'no recording' })
    else {
      const onCase = (done: number) => onProgress(`${file}: ${done} cases`)
      verifications.push(reader.verify(file, text, { answers: false, onCase }))
    }
  }
  return {
    passed: verifications.every(({ disagreements }) => disagreements.length === 0),
    json: verificationsJson(verifications, skipped),
    table: formatVerifications(verifications, skipped, show),
  }
}

function textOf({ file, bytes }: ManifestBytes): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!gzipMagic.every((byte, index) => buffer[index] === byte)) return buffer.toString('utf8')
  try {
    const maxOutputLength = textMegabytesMax * megabyte
    return gunzipSync(buffer, { maxOutputLength }).toString('utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new UserError('E_LIMIT', `more than ${textMegabytesMax} MB when uncompressed`, { file })
    throw new UserError('E_FILE', `not a whole gzip file: ${(error as Error).message}`, { file })
  }
}
