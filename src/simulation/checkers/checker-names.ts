/** Every checker, and what it holds a run to. */
export const checkers = {
  affinity: 'A client of a Service with affinity stays with its backend for the timeout.',
  'terminated-pods': 'Nobody reaches a terminated pod once every node knows of it.',
  'live-connections': 'No connection is broken by an event that should not break it.',
  translation: 'Answers come from where the client sent its request.',
  'conntrack-symmetry': 'Both directions of every connection entry lead to it.',
  spread: 'Backends are used as evenly as the mode promises.',
  conservation: 'Packets that were sent arrived, or were lost for a reason that has a name.',
} as const

export type CheckerName = keyof typeof checkers

export const checkerNames: readonly string[] = Object.keys(checkers)
