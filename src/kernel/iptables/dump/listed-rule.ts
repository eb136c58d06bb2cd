import { entryOf } from '../../../base/entry-of.ts'

type Fail = (found: string, expected: string) => never

/** How a part of a listed rule reads, and the options of iptables that say the same. */
type Phrase = readonly [pattern: RegExp, words: (match: readonly string[]) => string]

const not = (bang: string | undefined) => (bang === undefined || bang === '' ? '' : ' !')
const g = (match: readonly string[], i: number) => match[i] ?? ''
const quote = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`

/** Parts that belong to matches (each `print` function of extensions/libxt_*.c). */
const matchPhrases: readonly Phrase[] = [
  [/^\/\* (.*?) \*\/(?=\s|$)/, (m) => ` -m comment --comment ${quote(g(m, 1))}`],
  [
    /^(tcp|udp|sctp)((?: (?:spts?:|dpts?:|flags:)\S+)+)/,
    (m) => ` -m ${g(m, 1)}${portWords(g(m, 2))}`,
  ],
  [/^(tcp|udp|sctp)(?=\s|$)/, (m) => ` -m ${g(m, 1)}`],
  [
    /^multiport (sports|dports|ports) (!?)(\S+)/,
    (m) => ` -m multiport${not(m[2])} --${g(m, 1)} ${g(m, 3)}`,
  ],
  [
    /^ADDRTYPE match((?: (?:src|dst)-type !?\S+| limit-(?:in|out))+)/,
    (m) => ` -m addrtype${typeWords(g(m, 1))}`,
  ],
  [/^(!)? ?ctstate (\S+)/, (m) => ` -m conntrack${not(m[1])} --ctstate ${g(m, 2)}`],
  [/^(!)? ?state (\S+)/, (m) => ` -m state${not(m[1])} --state ${g(m, 2)}`],
  [/^mark match (!)? ?(0x\w+(?:\/0x\w+)?)/, (m) => ` -m mark${not(m[1])} --mark ${g(m, 2)}`],
  [
    /^connmark match (!)? ?(0x\w+(?:\/0x\w+)?)/,
    (m) => ` -m connmark${not(m[1])} --mark ${g(m, 2)}`,
  ],
  [
    /^statistic mode random( !)? probability (\S+)/,
    (m) => ` -m statistic --mode random${not(m[1])} --probability ${g(m, 2)}`,
  ],
  [
    /^statistic mode nth( !)? every (\d+)(?: packet (\d+))?/,
    (m) => ` -m statistic --mode nth${not(m[1])} --every ${g(m, 2)} --packet ${m[3] ?? '0'}`,
  ],
  [/^(!)? ?match-set (\S+) (\S+)/, (m) => ` -m set${not(m[1])} --match-set ${g(m, 2)} ${g(m, 3)}`],
  [
    /^(!)? ?recent: (SET|CHECK|UPDATE|REMOVE)((?: (?:seconds: \d+|reap|hit_count: \d+|TTL-Match|name: \S+|side: \S+|mask: \S+))+)/,
    (m) =>
      ` -m recent${not(m[1])} --${g(m, 2).toLowerCase().replace('check', 'rcheck')}${recentWords(g(m, 3))}`,
  ],
  [/^PHYSDEV match((?: !? ?--physdev-\S+(?: (?!-|!)[^\s/]+)?)+)/, (m) => ` -m physdev${g(m, 1)}`],
  [/^limit: avg (\S+) burst (\d+)/, (m) => ` -m limit --limit ${g(m, 1)} --limit-burst ${g(m, 2)}`],
  [
    /^(?:ipv6-)?icmp(?:type|v6type)? ?(!)? ?(?:type )?(\d+)(?: code (\d+))?(?=\s|$)/,
    (m) => ` -m icmp${not(m[1])} --icmp-type ${g(m, 2)}${m[3] === undefined ? '' : `/${m[3]}`}`,
  ],
  [/^owner UID match (!)? ?(\S+)/, (m) => ` -m owner${not(m[1])} --uid-owner ${g(m, 2)}`],
]

/** Parts that belong to a target. */
const targetPhrases: Readonly<Record<string, readonly Phrase[]>> = {
  DNAT: [[/^to:(\S+)/, (m) => ` --to-destination ${g(m, 1)}`]],
  SNAT: [[/^to:(\S+)/, (m) => ` --to-source ${g(m, 1)}`]],
  MASQUERADE: [[/^masq ports: (\S+)/, (m) => ` --to-ports ${g(m, 1)}`]],
  REDIRECT: [[/^redir ports (\S+)/, (m) => ` --to-ports ${g(m, 1)}`]],
  REJECT: [[/^reject-with (\S+)/, (m) => ` --reject-with ${g(m, 1)}`]],
  MARK: [
    [
      /^MARK (set|and|or|xor|xset) (0x\w+(?:\/0x\w+)?)/,
      (m) => ` --${g(m, 1) === 'xset' ? 'set-x' : `${g(m, 1)}-`}mark ${g(m, 2)}`,
    ],
  ],
  CONNMARK: [
    [
      /^CONNMARK (set|and|or|xor|xset) (0x\w+(?:\/0x\w+)?)/,
      (m) => ` --${g(m, 1) === 'xset' ? 'set-x' : `${g(m, 1)}-`}mark ${g(m, 2)}`,
    ],
    [
      /^CONNMARK (save|restore)(?: mask (0x\w+))?(?=\s|$)/,
      (m) => ` --${g(m, 1)}-mark${m[2] === undefined ? '' : ` --mask ${m[2]}`}`,
    ],
    [
      /^CONNMARK (save|restore) nfmask (0x\w+) ctmask ~?(0x\w+)/,
      (m) => ` --${g(m, 1)}-mark --nfmask ${g(m, 2)} --ctmask ${g(m, 3)}`,
    ],
  ],
  NFLOG: [[/^nflog-group (\d+)/, (m) => ` --nflog-group ${g(m, 1)}`]],
  LOG: [
    [
      /^LOG flags (\d+) level (\d)(?: prefix "([^"]*)")?/,
      (m) => ` --log-level ${g(m, 2)}${m[3] === undefined ? '' : ` --log-prefix ${quote(m[3])}`}`,
    ],
  ],
  TCPMSS: [
    [/^TCPMSS clamp to PMTU/, () => ' --clamp-mss-to-pmtu'],
    [/^TCPMSS set (\d+)/, (m) => ` --set-mss ${g(m, 1)}`],
  ],
  CT: [[/^NOTRACK/, () => ' --notrack']],
}

const flagPhrases: readonly Phrase[] = [
  [/^random-fully/, () => ' --random-fully'],
  [/^random(?=\s|$)/, () => ' --random'],
  [/^persistent/, () => ' --persistent'],
]

/**
 * What follows the addresses in a line of `iptables -L`, as options: ` -m tcp --dport 80 -j ACCEPT`.
 * @throws through `fail` at words that are not understood
 */
export function listedRuleToWords(listed: string, target: string, fail: Fail): string {
  let matches = ''
  let options = ''
  let left = listed.trim()
  const goesTo = left.startsWith('[goto]')
  if (goesTo) left = left.slice('[goto]'.length).trimStart()
  const ofTarget = [
    ...(entryOf(targetPhrases, target) ?? []),
    ...(target === '' ? [] : flagPhrases),
  ]
  while (left !== '') {
    const found = firstPhrase(left, ofTarget)
    const words = found ?? firstPhrase(left, matchPhrases)
    if (words === undefined) return fail(`"${left}"`, 'words that iptables -L prints of a match')
    if (found === undefined) matches += words.words
    else options += words.words
    left = left.slice(words.length).trimStart()
  }
  if (target === '') return matches
  return `${matches} ${goesTo ? '-g' : '-j'} ${target}${options}`
}

function firstPhrase(
  text: string,
  phrases: readonly Phrase[],
): { readonly words: string; readonly length: number } | undefined {
  for (const [pattern, words] of phrases) {
    const match = pattern.exec(text)
    if (match !== null) return { words: words(match), length: match[0].length }
  }
  return undefined
}

function portWords(text: string): string {
  return text
    .trim()
    .split(' ')
    .map((part) => {
      const [, name = '', bang, value = ''] = /^(\w+):(!?)(.*)$/.exec(part) ?? []
      if (name === 'flags') {
        const [mask = '', set = ''] = value.split('/')
        return `${not(bang)} --tcp-flags ${flagNames(mask)} ${flagNames(set)}`
      }
      return `${not(bang)} --${name[0]}port ${value}`
    })
    .join('')
}

/** `0x17` as iptables -n prints flags, or their names. */
function flagNames(text: string): string {
  if (!/^0x/.test(text)) return text
  const bits = Number(text)
  const names = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'].filter((_, i) => (bits >> i) & 1)
  return names.length === 0 ? 'NONE' : names.join(',')
}

function typeWords(text: string): string {
  return text
    .replace(
      / (src|dst)-type (!?)(\S+)/g,
      (_, side, bang, types) => `${not(bang)} --${side}-type ${types}`,
    )
    .replace(/ limit-(in|out)/g, ' --limit-iface-$1')
}

function recentWords(text: string): string {
  return text
    .replace('hit_count: ', '--hitcount ')
    .replace('TTL-Match', '--rttl')
    .replace(/ side: (source|dest)/, (_, side) => ` --r${side}`)
    .replace(/ (seconds|name|mask): /g, ' --$1 ')
    .replace(' reap', ' --reap')
}
