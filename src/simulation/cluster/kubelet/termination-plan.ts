import type { Container, Pod } from '../../../kubernetes/objects/pod.ts'
import type { Handler } from '../../../kubernetes/objects/probe.ts'
import type { KubeletSettings } from '../cluster-settings.ts'

/** What a kubelet does with a Pod that is to end, from when it begins. */
export interface TerminationPlan {
  readonly sigtermAfterMs: number
  readonly endAfterMs: number
  /** SIGKILL ended what had not ended by itself. */
  readonly isKilled: boolean
}

/** pkg/apis/core/v1/defaults.go SetDefaults_PodSpec */
const defaultGraceSeconds = 30
/** pkg/kubelet/kuberuntime/kuberuntime_container.go minimumGracePeriodInSeconds: left for SIGTERM, whatever preStop took. */
const shortestGraceMs = 2_000

/**
 * First preStop, which counts against the grace period, then SIGTERM, then SIGKILL
 * (kuberuntime_container.go killContainer). Containers end at the same time: the longest preStop counts.
 */
export function terminationPlan(
  { spec }: Pick<Pod, 'spec'>,
  { exitsAfterMs }: KubeletSettings['onSigterm'],
): TerminationPlan {
  const graceSeconds = spec.terminationGracePeriodSeconds ?? defaultGraceSeconds
  if (graceSeconds === 0) return { sigtermAfterMs: 0, endAfterMs: 0, isKilled: true }
  // A negative one counts as one second (pkg/registry/core/pod/strategy.go).
  const graceMs = Math.max(1, graceSeconds) * 1_000
  const preStopMs = Math.min(graceMs, Math.max(0, ...spec.containers.map(preStopOf)))
  const leftMs = Math.max(shortestGraceMs, graceMs - preStopMs)
  const exitMs = exitsAfterMs === 'never' ? Number.POSITIVE_INFINITY : exitsAfterMs
  return {
    sigtermAfterMs: preStopMs,
    endAfterMs: preStopMs + Math.min(exitMs, leftMs),
    isKilled: exitMs > leftMs,
  }
}

function preStopOf({ lifecycle }: Container): number {
  return lifecycle?.preStop === undefined ? 0 : durationOf(lifecycle.preStop)
}

/** Of a command the sleeps in it: what else it does takes no time here. */
function durationOf({ sleep, exec }: Handler): number {
  if (sleep !== undefined) return sleep.seconds * 1_000
  const words = exec?.command.join(' ') ?? ''
  let durationMs = 0
  for (const [, count, unit = 's'] of words.matchAll(/\bsleep\s+(\d+(?:\.\d+)?)([smh]?)\b/g))
    durationMs += Number(count) * (unitMs[unit] ?? 1_000)
  return durationMs
}

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 }
