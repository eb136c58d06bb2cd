import type { PacketCounts } from '../network/packet-counts.ts'

/** Undefined: all is well. */
export function checkConservation({ sent, arrived, lost }: PacketCounts): string | undefined {
  const lostInAll = Object.values(lost).reduce((sum, count) => sum + count, 0)
  if (sent === arrived + lostInAll) return undefined
  return `${sent} packets were sent, ${arrived} arrived, ${lostInAll} were lost`
}
