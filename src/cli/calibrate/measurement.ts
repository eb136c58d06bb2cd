import { quantileSorted } from 'simple-statistics'
import { UserError } from '../../base/user-error.ts'
import type { Visits } from '../../kernel/netfilter/visits.ts'
import type { RuleSetSize } from '../../simulation/cost/priced-counts.ts'
import { servicePort } from '../../simulation/cost/synthetic-services.ts'
import type { CalibrationCase, MeasuredBackend } from './calibration-cases.ts'
import { countVisits } from './counted-visits.ts'
import type { ProbePlan, ProbeTimes } from './probe-command.ts'
import type { Loader } from './requirements.ts'
import { bareAddress, type TestBed } from './test-bed.ts'

/** One target of one case, timed once. Microseconds, added to the path without rules. */
export interface Measurement {
  readonly case: string
  readonly target: string
  readonly visits: Visits
  readonly size: RuleSetSize
  readonly firstUs: number
  readonly laterUs: number
  /** The path through the node without rules, taken in turn with the others; Node's part of a send is in it. */
  readonly pathUs: number
}

const plan: Omit<ProbePlan, 'targets'> = { flows: 800, warmUp: 200, laterPackets: 2 }

/**
 * Times a case in namespaces of its own, beside the same path without rules. Noise of a machine only adds: the lower
 * quartile is taken. Every flow has to be one that the node's kernel followed, or the figures are worth nothing.
 * @throws UserError E_CALIBRATION
 */
export async function measureCase(
  bed: Pick<TestBed, 'make' | 'load' | 'run' | 'connectionCount'>,
  backend: MeasuredBackend,
  one: CalibrationCase,
  { loader, program }: { readonly loader: Loader; readonly program: readonly string[] },
): Promise<Measurement[]> {
  const { visits, size } = countVisits(backend, one)
  await bed.make()
  for (const text of one.texts) await bed.load(loader, text)
  const bare = { address: bareAddress, port: servicePort }
  const times = await sendFrom(bed, program, [bare, ...one.targets])
  const followed = await bed.connectionCount()
  const sent = one.targets.length * (plan.flows + plan.warmUp)
  if (followed !== sent)
    throw new UserError(
      'E_CALIBRATION',
      `${one.name}, ${backend}: ${sent} flows were sent, the node followed ${followed}`,
    )
  const pathFirst = lowerQuartile(times.first[0])
  const pathLater = lowerQuartile(times.later[0])
  return one.targets.map((target, place) => ({
    case: one.name,
    target: target.name,
    visits: visits[place] as Visits,
    size,
    firstUs: lowerQuartile(times.first[place + 1]) - pathFirst,
    laterUs: lowerQuartile(times.later[place + 1]) - pathLater,
    pathUs: pathFirst,
  }))
}

async function sendFrom(
  bed: Pick<TestBed, 'run'>,
  program: readonly string[],
  targets: ProbePlan['targets'],
): Promise<ProbeTimes> {
  const text = JSON.stringify({ ...plan, targets })
  const { status, stdout, stderr } = await bed.run('client', [...program, 'probe', text])
  if (status !== 0)
    throw new UserError('E_CALIBRATION', `the sender failed: ${stderr.trim().split('\n')[0] ?? ''}`)
  return JSON.parse(stdout) as ProbeTimes
}

function lowerQuartile(times: readonly number[] = []): number {
  return quantileSorted(
    [...times].sort((a, b) => a - b),
    0.25,
  )
}
