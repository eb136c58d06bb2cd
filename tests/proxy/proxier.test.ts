import { expect, it } from 'vitest'
import { IptablesProxier } from '../../src/proxy/iptables/iptables-proxier.ts'
import { iptablesSettings } from '../../src/proxy/iptables/settings.ts'
import { IpvsProxier } from '../../src/proxy/ipvs/ipvs-proxier.ts'
import { ipvsStart } from '../../src/proxy/ipvs/settings.ts'
import { NftablesProxier } from '../../src/proxy/nftables/nftables-proxier.ts'
import { nftablesSettings } from '../../src/proxy/nftables/settings.ts'
import { formatTransaction } from '../../src/proxy/nftables/transaction-text.ts'
import { fullSyncPeriodMs } from '../../src/proxy/proxier.ts'
import { describeProxier } from './describe-proxier.ts'

it('syncs fully every hour (pkg/proxy/util FullSyncPeriod)', () => {
  expect(fullSyncPeriodMs).toBe(60 * 60 * 1000)
})

describeProxier('iptables', {
  create: (context, configuration, machine) =>
    new IptablesProxier(iptablesSettings(context, configuration, machine).settings),
  text: ({ restore }) => restore,
})

describeProxier(
  'ipvs',
  {
    create: (context, configuration, machine) => {
      const { settings } = ipvsStart(context, configuration, machine, '6.12')
      return new IpvsProxier({ settings, countConnections: () => 0 })
    },
    text: (transaction) => JSON.stringify(transaction),
  },
  { 'writes nothing of what did not change': 'every sync of IPVS mode is a full one' },
)

describeProxier('nftables', {
  create: (context, configuration) => new NftablesProxier(nftablesSettings(context, configuration)),
  text: (transactions) => transactions.map(formatTransaction).join('\n'),
})
