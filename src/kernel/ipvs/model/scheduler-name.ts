/** The thirteen that every kernel has, and `twos` (6.2 and later, or where it is built). */
export const schedulerNames = [
  'rr',
  'wrr',
  'lc',
  'wlc',
  'lblc',
  'lblcr',
  'dh',
  'sh',
  'sed',
  'nq',
  'fo',
  'ovf',
  'mh',
  'twos',
] as const

export type SchedulerName = (typeof schedulerNames)[number]

export function isSchedulerName(text: string): text is SchedulerName {
  return (schedulerNames as readonly string[]).includes(text)
}
