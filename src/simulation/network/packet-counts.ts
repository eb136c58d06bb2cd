import type { Loss } from './delivery.ts'

/** Every packet that anybody sent, and what became of it: `sent` is `arrived` and all of `lost` together. */
export interface PacketCounts {
  /** By stations, and by nodes themselves (ICMP errors, resets). */
  sent: number
  arrived: number
  readonly lost: Record<Loss['kind'], number>
}

export function createPacketCounts(): PacketCounts {
  const lost = {
    dropped: 0,
    rejected: 0,
    'no-listener': 0,
    'pod-gone': 0,
    'node-lost': 0,
    nobody: 0,
    hairpin: 0,
    injected: 0,
  }
  return { sent: 0, arrived: 0, lost }
}
