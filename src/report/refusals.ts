import type { EmulatedNode } from '../simulation/node/emulated-node.ts'

/** A transaction that is refused takes every Service with it: a sentence for each that was, and for whose fault it is. */
export function refusalsOn({ modes }: EmulatedNode): string[] {
  return modes.flatMap((mode) => {
    const isNftables = mode.mode === 'nftables'
    const causes = (isNftables ? mode.proxier.longComments() : []).map(
      ({ comment, length, maps }) =>
        `${comment} has no usable endpoint, and its name of ${length} characters is longer than the 128 that nft takes as a comment (in ${maps.join(', ')}): the whole transaction fails, and no Service is updated any more`,
    )
    const refusal = mode.refusal()
    if (refusal === undefined) return causes
    return [...causes, `${isNftables ? 'nft' : 'iptables'} refuses the transaction: ${refusal}`]
  })
}
