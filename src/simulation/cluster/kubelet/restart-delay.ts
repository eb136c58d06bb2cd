/** pkg/kubelet/kubelet.go: MaxCrashLoopBackOff and initial back-off. */
const firstDelayMs = 10_000
const longestDelayMs = 300_000

/** How long a kubelet waits before it starts a container again that ended `restarts` times before: CrashLoopBackOff. */
export function restartDelayMs(restarts: number): number {
  if (restarts === 0) return 0
  return Math.min(longestDelayMs, firstDelayMs * 2 ** (restarts - 1))
}
