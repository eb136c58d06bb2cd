import { IptablesEngine } from '../../../kernel/iptables/engine/iptables-engine.ts'
import { printSave } from '../../../kernel/iptables/text/save-writer.ts'
import type { NodeKernel } from '../../../kernel/node-kernel.ts'
import type { Family } from '../../../packet/address.ts'
import { isRecord, type RawRecord, textIn, textsIn } from '../kube-proxy/raw-value.ts'
import type { StepAnswer } from '../kube-proxy/state-run.ts'
import type { RecordedRules } from './recorded-rules.ts'
import type { RecordedState } from './recorded-state.ts'
import { compareSaves } from './save-comparison.ts'

/** The recorder's kernel lacked nfacct: its notes say that the match was taken out. */
const nfacctMatch = /-m nfacct --nfacct-name \S+ ?/g
const nfacctNote = 'nfacct removed'

/** iptables (ip6tables) of the recorded node, legacy or nft, changed as kube-proxy's commands say. */
export function createRecordedIptables(
  state: RecordedState,
  kernel: NodeKernel,
  family: Family,
): RecordedRules {
  const backend = state.kind === 'legacy' ? 'legacy' : 'nft'
  const engine = new IptablesEngine({ family, backend })
  kernel.register(engine)
  const withoutNfacct = state.notes.includes(nfacctNote)
  const asLoaded = (text: string) => (withoutNfacct ? text.replaceAll(nfacctMatch, '') : text)
  const list = () => printSave(engine.tables(), { backend, counters: true })
  return {
    apply(answer) {
      const { ensure, restore } = iptablesOf(answer)
      for (const command of ensure) engine.ensure(asLoaded(command))
      if (restore !== '') engine.restore(asLoaded(restore), { noFlush: true, counters: true })
    },
    list,
    compare: (recorded, certain) => compareSaves(recorded, list(), certain),
  }
}

function iptablesOf(answer: StepAnswer): { ensure: readonly string[]; restore: string } {
  const fields: RawRecord = { ...answer }
  const iptables = isRecord(fields.iptables) ? fields.iptables : {}
  return { ensure: textsIn(iptables, 'ensure'), restore: textIn(iptables, 'restore') ?? '' }
}
