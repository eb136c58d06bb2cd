import type { EmulatedNode } from '../simulation/node/emulated-node.ts'
import type { CommandIo } from './command-io.ts'

/** A transaction that is refused takes every Service with it: says so on stderr, and whose fault it is. */
export function warnOfRefusals({ modes }: EmulatedNode, io: CommandIo): void {
  for (const mode of modes) {
    const isNftables = mode.mode === 'nftables'
    for (const { comment, length, maps } of isNftables ? mode.proxier.longComments() : [])
      io.err(
        `warning: ${comment} has no usable endpoint, and its name of ${length} characters is longer than the 128 that nft takes as a comment (in ${maps.join(', ')}): the whole transaction fails, and no Service is updated any more\n`,
      )
    const refusal = mode.refusal()
    const tool = isNftables ? 'nft' : 'iptables'
    if (refusal !== undefined) io.err(`warning: ${tool} refuses the transaction: ${refusal}\n`)
  }
}
