/**
 * The record's `extra` word: what NAT and the protocol remember beside status and state.
 *
 *     bits 8 … 10  TCP: the last segment's kind + 1; 0: none yet
 *     bit 11       TCP: the last segment came in the reply direction
 *     bit 12       TCP: somebody has begun to close (FIN seen)
 *     bit 13       TCP: both sides opened at once
 *     bit 16       the source port was chosen by chance
 */
export const connectionExtra = {
  lastKindShift: 8,
  lastKindMask: 0x700,
  lastReply: 1 << 11,
  closeBegun: 1 << 12,
  simultaneousOpen: 1 << 13,
  randomPort: 1 << 16,
} as const

/** Status bits beyond `connectionStatus`: enum ip_conntrack_status of nf_conntrack_common.h. */
export const translationStatus = {
  sourceDone: 128,
  destinationDone: 256,
} as const
