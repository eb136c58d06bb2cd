import type { ProxyConfiguration } from '../configuration.ts'
import type { NodeContext } from '../node/machine.ts'

/** What the nftables proxier knows of its node and configuration; constant from its start. */
export interface NftablesSettings extends NodeContext {
  readonly masqueradeAll: boolean
  /** `0x00004000`: set on packets that are to be masqueraded when they leave. */
  readonly masqueradeMark: string
  /** So that nft takes them, however long a Service's name (kubernetes/kubernetes#139516). */
  readonly cutsComments: boolean
}

/** kube-proxy sets no sysctl of its own in this mode: they stay as `context` has them. */
export function nftablesSettings(
  context: NodeContext,
  configuration: Pick<ProxyConfiguration, 'masqueradeAll' | 'masqueradeBit' | 'toggles'>,
): NftablesSettings {
  return {
    ...context,
    masqueradeAll: configuration.masqueradeAll,
    // Go's %#08x: eight digits beside the 0x.
    masqueradeMark: `0x${(2 ** configuration.masqueradeBit).toString(16).padStart(8, '0')}`,
    cutsComments: configuration.toggles?.has('kubernetes#139516') === true,
  }
}

/** How the address family is called in rules and types. */
export interface FamilyWords {
  readonly ip: 'ip' | 'ip6'
  readonly address: 'ipv4_addr' | 'ipv6_addr'
}

export function familyWords({ family }: Pick<NftablesSettings, 'family'>): FamilyWords {
  return family === 'IPv4'
    ? { ip: 'ip', address: 'ipv4_addr' }
    : { ip: 'ip6', address: 'ipv6_addr' }
}

/** The rule that marks a packet for masquerading. */
export function markRule({ masqueradeMark }: NftablesSettings): string {
  return `mark set mark or ${masqueradeMark}`
}
