import { isUserError, UserError } from '../../../base/user-error.ts'
import { type IpvsKernel, kernelOfRelease } from '../../../kernel/ipvs/model/settings.ts'
import type { RecordingReader, Verification, VerifyOptions } from '../verification.ts'
import { findHashSalt } from './boot-order.ts'
import { isSequence, readSequence, type Sequence } from './recording.ts'
import { type SequenceResult, verifySequence } from './verify-sequence.ts'

const usualTimeouts = [2, 1, 5, 10]
const coarsestTicks = 4096
const phases = 32

/** Sequences of connections and edits through the real IPVS (`recordings/ipvs`). */
export const ipvsReader: RecordingReader = {
  kind: 'ipvs',
  recognises: isSequence,
  verify: verifyRecording,
}

function verifyRecording(file: string, text: string, options: VerifyOptions): Verification {
  const sequence = readSequence(file, text)
  const result = playAsRecorded(file, sequence)
  options.onCase?.(1)
  return {
    file,
    cases: 1,
    facts: sequence.answered ? result.facts : 0,
    packets: sequence.answered ? result.packets : 0,
    disagreements: result.findings.map(({ where, expected, actual }) => ({
      caseName: sequence.name,
      where,
      expected,
      actual,
    })),
    notEmulated: sequence.answered
      ? result.notEmulated
      : { ...result.notEmulated, 'no recorded answers': 1 },
    answers: options.answers ? [JSON.stringify(result.answer)] : [],
  }
}

/**
 * Two things that a recording does not tell, tried out if it does not agree at once. How long the harness waited for
 * an answer (it stands in the question only). Where the kernel's timer wheel stood at the start, by which a timer of
 * 300 s fires up to 16.4 s late, if nothing but seconds left differ.
 */
function playAsRecorded(file: string, sequence: Sequence): SequenceResult {
  const kernel = kernelOf(file, sequence)
  let best = play(file, sequence, kernel)
  let timeout = sequence.timeout
  for (const seconds of usualTimeouts) {
    if (best.findings.length === 0 || hasTimeOnly(best)) break
    const result = play(file, { ...sequence, timeout: seconds }, kernel)
    if (result.findings.length >= best.findings.length) continue
    best = result
    timeout = seconds
  }
  for (let phase = 1; phase < phases && hasTimeOnly(best); phase += 1) {
    const bootTicks = (phase * coarsestTicks) / phases
    const result = play(file, { ...sequence, timeout }, { ...kernel, bootTicks })
    if (result.findings.length < best.findings.length) best = result
  }
  return best
}

function hasTimeOnly({ findings }: SequenceResult): boolean {
  return findings.length > 0 && findings.every(({ timeOnly }) => timeOnly)
}

/** A sequence that names what there is not (a scheduler, an address) is a damaged recording. */
function play(file: string, sequence: Sequence, kernel: IpvsKernel): SequenceResult {
  try {
    return verifySequence(sequence, kernel)
  } catch (error) {
    if (!isUserError(error) || error.at !== undefined) throw error
    throw new UserError('E_RECORDING', error.message, { file })
  }
}

/** The distribution's own release number if the recording names it, else the one that its folder names. */
function kernelOf(file: string, sequence: Sequence): IpvsKernel {
  const named =
    /Debian (\d+\.\d+\.\d+)/.exec(sequence.kernel ?? '')?.[1] ??
    /other-kernels\/(\d+\.\d+(?:\.\d+)?)\//.exec(file)?.[1] ??
    sequence.kernel ??
    ''
  return { ...kernelOfRelease(named), hashSalt: findHashSalt(sequence) }
}
