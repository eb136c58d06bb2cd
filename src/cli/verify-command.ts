import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { machineClock } from '../base/clock.ts'
import { isUserError } from '../base/user-error.ts'
import {
  formatVerifications,
  type SkippedRecording,
  verificationsJson,
} from '../report/verification-text.ts'
import { readerOf } from '../simulation/recordings/readers.ts'
import type { Verification } from '../simulation/recordings/verification.ts'
import { type CommandIo, Progress } from './command-io.ts'
import { findRecordingFiles, type RecordingFile, readRecording } from './recording-files.ts'

export interface VerifyArguments {
  readonly recordings: readonly string[]
  readonly answers?: string
  readonly show: number
  readonly output: 'table' | 'json'
}

/** Holds every recording against the emulator. Exit code 1 on any disagreement, 2 where one of several could not be read. */
export async function verify(options: VerifyArguments, io: CommandIo): Promise<number> {
  const progress = new Progress(io, () => machineClock.nowMs())
  const verifications: Verification[] = []
  const skipped: SkippedRecording[] = []
  const broken: string[] = []
  const files = findRecordingFiles(options.recordings)
  for (const file of files) {
    try {
      const outcome = verifyFile(file, options, (done) =>
        progress.show(`${file.path}: ${done} cases`),
      )
      if ('reason' in outcome) skipped.push(outcome)
      else verifications.push(outcome)
    } catch (error) {
      // One that cannot be read says nothing of the others.
      if (files.length === 1 || !isUserError(error)) throw error
      broken.push(error.describe())
    }
  }
  progress.clear()
  io.out(
    options.output === 'json'
      ? verificationsJson(verifications, skipped)
      : formatVerifications(verifications, skipped, options.show),
  )
  for (const one of broken) io.err(`error: ${one}\n`)
  if (broken.length > 0) return 2
  return verifications.some(({ disagreements }) => disagreements.length > 0) ? 1 : 0
}

function verifyFile(
  file: RecordingFile,
  options: VerifyArguments,
  onCase: (done: number) => void,
): Verification | SkippedRecording {
  const text = readRecording(file.path)
  const reader = readerOf(text)
  if (reader === undefined) return { file: file.path, reason: 'no recording' }
  const wanted = options.answers !== undefined
  const verification = reader.verify(file.path, text, { answers: wanted, onCase })
  if (options.answers !== undefined) {
    const target = join(options.answers, file.answerPath)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, `${verification.answers.join('\n')}\n`)
  }
  return verification
}
