/** Every checker, and what it holds a run to. */
export const checkers = {
  affinity: 'A client of a Service with affinity stays with its backend for the timeout.',
  'terminated-pods':
    'Nobody is sent to a pod whose processes have ended, once every node has rules without it.',
  unbroken: 'No connection that stands is broken by an event that should not break it.',
  translation: 'Answers come back through the same translation.',
  symmetry: 'The conntrack entries on a connection’s way agree with each other and with both ends.',
  spread: 'Where chance decides, the backends of a Service are used as evenly as chance would.',
  conservation: 'Packets that were sent arrived, or were lost for a reason that has a name.',
} as const

export type CheckerName = keyof typeof checkers

export const checkerNames: readonly string[] = Object.keys(checkers)
