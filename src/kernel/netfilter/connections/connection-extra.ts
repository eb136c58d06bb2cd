/**
 * The record's `extra` word: what the protocol remembers beside status and state.
 *
 *     bits 8 … 10  TCP: the last segment's kind + 1; 0: none yet
 *     bit 11       TCP: the last segment came in the reply direction
 *     bit 12       TCP: somebody has begun to close (FIN seen)
 *     bit 13       TCP: both sides opened at once
 *     bits 16 … 31 MASQUERADE: the interface by which it left; 0: not masqueraded
 */
export const connectionExtra = {
  lastKindShift: 8,
  lastKindMask: 0x700,
  lastReply: 1 << 11,
  closeBegun: 1 << 12,
  simultaneousOpen: 1 << 13,
  masqueradeShift: 16,
} as const

/** Status bits beyond `connectionStatus`: enum ip_conntrack_status of nf_conntrack_common.h. */
export const translationStatus = {
  sourceDone: 128,
  destinationDone: 256,
  /** Ours, where the kernel has none: the source port was drawn by chance. */
  drawnPort: 8_192,
  /** Ours too: `extra` has the interface by which a masqueraded connection left. */
  masqueraded: 4_096,
} as const
