import { formatTransaction } from '../../../proxy/nftables/transaction-text.ts'
import type { NodeSync } from '../../node/node-mode.ts'

export interface SyncSize {
  /** Undefined: nothing was written out. */
  readonly lines: number | undefined
  readonly bytes: number | undefined
}

/** How much text a sync wrote: iptables-restore's input, nft's script; in IPVS mode a line for each command, too. */
export function sizeOf(done: NodeSync | undefined): SyncSize {
  if (done === undefined) return { lines: undefined, bytes: undefined }
  switch (done.kind) {
    case 'iptables':
      return sizeOfText(done.sync.transaction.restore)
    case 'nftables':
      return sizeOfText(done.sync.transaction.map(formatTransaction).join(''))
    case 'ipvs': {
      const { restore, operations, entryOperations } = done.sync.transaction
      const { lines = 0, bytes = 0 } = sizeOfText(restore)
      return { lines: lines + operations.length + entryOperations.length, bytes }
    }
  }
}

function sizeOfText(text: string): { readonly lines: number; readonly bytes: number } {
  let lines = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1
  return { lines, bytes: Buffer.byteLength(text) }
}
