/** Every checker, and what it holds a run to. */
export const checkers = {
  affinity: 'A client of a Service with affinity stays with its backend for the timeout.',
  'terminated-pods': 'Nobody reaches a pod whose processes have ended.',
  conservation: 'Packets that were sent arrived, or were lost for a reason that has a name.',
} as const

export type CheckerName = keyof typeof checkers

export const checkerNames: readonly string[] = Object.keys(checkers)
