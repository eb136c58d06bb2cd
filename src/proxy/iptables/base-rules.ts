import { isLoopback } from '../node/node-addresses.ts'
import { matchingNodeAddresses } from '../node/node-port-addresses.ts'
import type { IptablesSettings } from './settings.ts'

/** Counts what KUBE-FORWARD drops (pkg/proxy/metrics IPTablesCTStateInvalidDroppedNFAcctCounter). */
const invalidCounter = '-m nfacct --nfacct-name ct_state_invalid_dropped_pkts '

/** The rules that stand at every sync, whatever the Services are. */
export interface BaseRules {
  /** From `*filter` to before the Services' rules. */
  readonly filterHead: string
  /** After them, with the COMMIT. */
  readonly filterTail: string
  readonly natChains: string
  readonly natHead: string
  /** The last rules of KUBE-SERVICES, with the COMMIT. */
  readonly natTail: string
}

export function baseRules(settings: IptablesSettings): BaseRules {
  const declare = (chains: string) =>
    chains
      .split(' ')
      .map((chain) => `:${chain} - [0:0]\n`)
      .join('')
  const blocksLocalnet = settings.localhostNodePorts
  return {
    filterHead: `*filter\n${declare(
      'KUBE-SERVICES KUBE-EXTERNAL-SERVICES KUBE-FORWARD KUBE-NODEPORTS KUBE-PROXY-FIREWALL',
    )}${blocksLocalnet ? declare('KUBE-FIREWALL') + localnetRule : ''}`,
    filterTail: `${forwardRules(settings)}COMMIT\n`,
    natChains: `*nat\n${declare('KUBE-SERVICES KUBE-NODEPORTS KUBE-POSTROUTING KUBE-MARK-MASQ')}`,
    natHead: masqueradeRules(settings),
    natTail: `${nodePortJumps(settings)}COMMIT\n`,
  }
}

/** route_localnet opens 127.0.0.0/8 to neighbours: https://issue.k8s.io/90259. kubelet writes the same rule. */
const localnetRule =
  '-A KUBE-FIREWALL -m comment --comment "block incoming localnet connections" -d 127.0.0.0/8 ! -s 127.0.0.0/8 -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP\n'

function masqueradeRules({ masqueradeMark: mark, hasRandomFully }: IptablesSettings): string {
  return (
    `-A KUBE-POSTROUTING -m mark ! --mark ${mark}/${mark} -j RETURN\n` +
    `-A KUBE-POSTROUTING -j MARK --xor-mark ${mark}\n` +
    `-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE${hasRandomFully ? ' --random-fully' : ''}\n` +
    `-A KUBE-MARK-MASQ -j MARK --or-mark ${mark}\n`
  )
}

function forwardRules({
  masqueradeMark: mark,
  conntrackTcpLiberal,
  dropsInvalid,
  hasNfacct,
}: IptablesSettings): string {
  // What conntrack cannot place would pass untranslated: https://issue.k8s.io/74839.
  const invalid =
    conntrackTcpLiberal || !dropsInvalid
      ? ''
      : `-A KUBE-FORWARD -m conntrack --ctstate INVALID ${hasNfacct ? invalidCounter : ''}-j DROP\n`
  return (
    `${invalid}-A KUBE-FORWARD -m comment --comment "kubernetes forwarding rules" -m mark --mark ${mark}/${mark} -j ACCEPT\n` +
    `-A KUBE-FORWARD -m comment --comment "kubernetes forwarding conntrack rule" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n`
  )
}

/** Node ports never answer on ::1, and on 127.0.0.1 only with route_localnet. */
function nodePortJumps(settings: IptablesSettings): string {
  const { family, localhostNodePorts, nodePortAddresses, interfaces } = settings
  const rule = (match: string) =>
    `-A KUBE-SERVICES -m comment --comment "kubernetes service nodeports; NOTE: this must be the last rule in this chain" ${match} -j KUBE-NODEPORTS\n`
  if (nodePortAddresses.matchesAll) {
    const except =
      family === 'IPv6' ? ' ! -d ::1/128' : localhostNodePorts ? '' : ' ! -d 127.0.0.0/8'
    return rule(`-m addrtype --dst-type LOCAL${except}`)
  }
  return matchingNodeAddresses(nodePortAddresses, interfaces)
    .filter((address) => localhostNodePorts || !isLoopback(address))
    .map(({ text }) => rule(`-d ${text}`))
    .join('')
}
