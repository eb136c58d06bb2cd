import { NftablesEngine } from '../../../kernel/nftables/engine/nftables-engine.ts'
import type { NodeKernel } from '../../../kernel/node-kernel.ts'
import { recordIn, textsIn } from '../kube-proxy/raw-value.ts'
import { compareListings } from './listing-comparison.ts'
import type { RecordedRules } from './recorded-rules.ts'
import type { RecordedState } from './recorded-state.ts'

/** nftables of the recorded node, changed by kube-proxy's transactions. */
export function createRecordedNftables(_: RecordedState, kernel: NodeKernel): RecordedRules {
  const engine = new NftablesEngine()
  kernel.register(engine)
  return {
    apply(answer) {
      for (const text of textsIn(recordIn({ ...answer }, 'nftables'), 'transactions'))
        engine.apply(text, { file: 'kube-proxy' })
    },
    list: () => engine.list(),
    compare: (recorded) => compareListings(recorded, engine.list()),
  }
}
