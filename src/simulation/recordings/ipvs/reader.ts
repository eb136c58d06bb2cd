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
 * Three things that a recording does not tell, tried out if it does not agree at once. How long the harness waited for
 * an answer (it stands in the question only). Whether a server or service came back before the kernel's work queue had
 * dropped its connections, which it does a tick or two after the removal. Where the kernel's timer wheel stood at the
 * start, by which a timer of 300 s fires up to 16.4 s late.
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
  const hasty = new Set<number>()
  for (let step = nextHasty(best, sequence); step !== undefined && !hasty.has(step); ) {
    const result = play(file, { ...sequence, timeout }, kernel, new Set([...hasty, step]))
    if (result.findings.length >= best.findings.length) break
    hasty.add(step)
    best = result
    step = nextHasty(best, sequence)
  }
  for (let phase = 1; phase < phases && best.findings.length > 0; phase += 1) {
    const bootTicks = (phase * coarsestTicks) / phases
    const result = play(file, { ...sequence, timeout }, { ...kernel, bootTicks }, hasty)
    if (result.findings.length < best.findings.length) best = result
  }
  return best
}

function hasTimeOnly({ findings }: SequenceResult): boolean {
  return findings.length > 0 && findings.every(({ timeOnly }) => timeOnly)
}

/** The step that differs first, if it brings back what the one before took away. */
function nextHasty({ findings }: SequenceResult, { steps }: Sequence): number | undefined {
  const number = Number(/^step (\d+), after$/.exec(findings[0]?.where ?? '')?.[1] ?? 0)
  const [before, step] = [steps[number - 2], steps[number - 1]]
  const takes = before?.remove !== undefined || before?.remove_service !== undefined
  const brings = step?.add !== undefined || step?.add_service !== undefined
  return takes && brings ? number : undefined
}

/** A sequence that names what there is not (a scheduler, an address) is a damaged recording. */
function play(
  file: string,
  sequence: Sequence,
  kernel: IpvsKernel,
  hasty?: ReadonlySet<number>,
): SequenceResult {
  try {
    return verifySequence(sequence, kernel, hasty)
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
