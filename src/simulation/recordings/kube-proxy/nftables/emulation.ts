import { KubeProxy } from '../../../../proxy/kube-proxy.ts'
import { NftablesProxier } from '../../../../proxy/nftables/nftables-proxier.ts'
import { familyWords, nftablesSettings } from '../../../../proxy/nftables/settings.ts'
import type { NftablesTransaction } from '../../../../proxy/nftables/transaction.ts'
import { formatTransaction } from '../../../../proxy/nftables/transaction-text.ts'
import { nodeContext } from '../../../../proxy/node/machine.ts'
import { ServiceHealthServer } from '../../../../proxy/node/service-health-server.ts'
import type { ModeEmulation } from '../mode-emulation.ts'
import type { RecordedState } from '../recorded-state.ts'
import { FakeNftables } from './fake-nftables.ts'

/** nftables mode on kube-proxy's own fake of nftables, on which the recordings were made. */
export function emulateNftables({ family, configuration, machine }: RecordedState): ModeEmulation {
  const context = nodeContext(family, configuration, machine)
  const settings = nftablesSettings(context, configuration)
  const table = new FakeNftables(familyWords(settings).ip)
  let transactions: string[] = []
  const apply = (transaction: NftablesTransaction) => {
    transactions.push(formatTransaction(transaction))
    return table.run(transaction)
  }
  const proxy = new KubeProxy({
    family,
    nodeName: machine.nodeName,
    featureGates: configuration.featureGates,
    proxier: new NftablesProxier(settings, apply),
    healthServer: new ServiceHealthServer(family, context.nodePortAddresses, machine.interfaces),
  })
  return {
    proxy,
    sysctls: context.sysctls,
    takeAnswer() {
      const answer = { transactions, dump: table.dump() }
      transactions = []
      return { nftables: answer }
    },
  }
}
