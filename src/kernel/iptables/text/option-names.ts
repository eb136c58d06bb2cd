import { entryOf } from '../../../base/entry-of.ts'
import type { OptionWords } from '../model/extension.ts'
import { quoteText } from './quoting.ts'

/** Options of every rule and command (original_opts, iptables/iptables.c). */
const common =
  'append delete check insert replace list list-rules flush zero new-chain delete-chain rename-chain policy table wait version help modprobe source destination src dst protocol in-interface out-interface jump match goto fragments set-counters ipv4 ipv6 numeric verbose exact line-numbers'

const ports = 'source-port sport destination-port dport'

/** Options that matches and targets bring, by name; of those that are modelled (extensions/lib*.c). */
const brought: Readonly<Record<string, string>> = {
  addrtype: 'src-type dst-type limit-iface-in limit-iface-out',
  comment: 'comment',
  connmark: 'mark',
  conntrack:
    'ctstate ctproto ctorigsrc ctorigdst ctreplsrc ctrepldst ctstatus ctexpire ctorigsrcport ctorigdstport ctreplsrcport ctrepldstport ctdir',
  icmp: 'icmp-type',
  icmp6: 'icmpv6-type',
  iprange: 'src-range dst-range',
  limit: 'limit limit-burst',
  mark: 'mark',
  multiport: 'source-ports sports destination-ports dports ports',
  owner: 'uid-owner gid-owner socket-exists suppl-groups',
  physdev: 'physdev-in physdev-out physdev-is-in physdev-is-out physdev-is-bridged',
  recent: 'set rcheck update remove seconds reap hitcount rttl name rsource rdest mask',
  sctp: `${ports} chunk-types`,
  state: 'state',
  statistic: 'mode probability every packet',
  tcp: `${ports} syn tcp-flags tcp-option`,
  udp: ports,
  CONNMARK:
    'set-xmark set-mark and-mark or-mark xor-mark save-mark restore-mark ctmask nfmask mask',
  DNAT: 'to-destination random persistent',
  LOG: 'log-level log-prefix log-tcp-sequence log-tcp-options log-ip-options log-uid log-macdecode',
  MARK: 'set-xmark set-mark and-mark or-mark xor-mark',
  MASQUERADE: 'to-ports random random-fully',
  NFLOG: 'nflog-group nflog-prefix nflog-range nflog-size nflog-threshold',
  REDIRECT: 'to-ports random',
  REJECT: 'reject-with',
  SNAT: 'to-source random random-fully persistent',
  TPROXY: 'on-port on-ip tproxy-mark',
}

const commonNames = common.split(' ')

/**
 * The option that a beginning of its name stands for (`--to` for `--to-destination`), as getopt_long completes it among
 * those that are there; undefined: none, or several.
 */
export function completeOption(word: string, extensions: readonly string[]): string | undefined {
  const start = word.slice(2)
  if (!word.startsWith('--') || start === '') return undefined
  const names = extensions.flatMap((extension) => entryOf(brought, extension)?.split(' ') ?? [])
  const fitting = new Set([...commonNames, ...names].filter((name) => name.startsWith(start)))
  const [only] = fitting
  return fitting.size === 1 && only !== start ? `--${only}` : undefined
}

/** What is no option of a rule. @throws UserError E_IPTABLES */
export function refuseOption(word: string, words: OptionWords): never {
  if (/^--(s|d|source-|destination-)ports?$/.test(word))
    words.fail(`${word} without a protocol that has ports`, 'e.g. -p tcp before it')
  if (word.startsWith('-')) words.fail(`the unknown option ${word}`, 'an option of this rule')
  return words.fail(quoteText(word), 'an option, which begins with -')
}
