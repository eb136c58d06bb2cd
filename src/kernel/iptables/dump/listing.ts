import { UserError } from '../../../base/user-error.ts'
import { listedRuleToWords } from './listed-rule.ts'

/** Whether a text is what `iptables -L` prints, with or without -n, -v, -x and --line-numbers. */
export function isListing(text: string): boolean {
  return /^Chain \S+ \((policy|\d+ references)/m.test(text)
}

interface Columns {
  readonly counters: boolean
  readonly interfaces: boolean
  readonly numbers: boolean
}

/**
 * The lines of a listing as lines of iptables-save, one for one; '' for those that say nothing.
 * @throws UserError E_IPTABLES at a line that cannot be understood
 */
export function readListingLines(lines: readonly string[], file: string): string[] {
  let chain = ''
  let columns: Columns = { counters: false, interfaces: false, numbers: false }
  return lines.map((line, i) => {
    const fail = (found: string, expected: string): never => {
      throw new UserError('E_IPTABLES', `found ${found}, expected ${expected}`, {
        file,
        line: i + 1,
        column: 1,
      })
    }
    const head =
      /^Chain (\S+) \((?:policy (\S+)(?: (\S+) packets, (\S+) bytes)?|\d+ references)\)/.exec(line)
    if (head !== null) {
      chain = head[1] ?? ''
      return `:${chain} ${head[2] ?? '-'} [${readCount(head[3] ?? '0')}:${readCount(head[4] ?? '0')}]`
    }
    const words = line.trim().split(/\s+/)
    if (line.trim() === '' || line.startsWith('#')) return ''
    if (words.includes('target') && words.includes('prot')) {
      columns = {
        counters: words.includes('pkts'),
        interfaces: words.includes('in'),
        numbers: words.includes('num'),
      }
      return ''
    }
    if (chain === '') fail(JSON.stringify(line.slice(0, 40)), 'Chain NAME (policy … or references)')
    return readRuleLine(line, chain, columns, fail)
  })
}

function readRuleLine(
  line: string,
  chain: string,
  columns: Columns,
  fail: (found: string, expected: string) => never,
): string {
  let rest = line.trim()
  const take = (): string => {
    const word = /^\S+/.exec(rest)?.[0] ?? ''
    rest = rest.slice(word.length).trimStart()
    return word
  }
  if (columns.numbers) take()
  const counters = columns.counters ? `[${readCount(take())}:${readCount(take())}] ` : ''
  // A rule without a target leaves the column empty: then the protocol comes first.
  const bare = /^(all|tcp|udp|sctp|icmp|ipv6-icmp|\d+)\s+(--|-f|!f|opt)?\s*(\S+\s+){2}/.test(rest)
  const noTarget =
    bare && !/^\S+\s+(all|!?tcp|!?udp|!?sctp|!?icmp|!?\d+)\s+(--|-f|!f|[*\d!:])/.test(rest)
  const target = noTarget ? '' : take()
  const protocol = take()
  const fragment = /^(--|-f|!f)(\s|$)/.test(rest) ? take() : '--'
  const [input, output] = columns.interfaces ? [take(), take()] : ['*', '*']
  const [source, destination] = [take(), take()]
  if (destination === '')
    fail(JSON.stringify(line.slice(0, 40)), 'target, prot, opt, source, destination')
  const header =
    option('-s', source, ['0.0.0.0/0', '::/0', 'anywhere']) +
    option('-d', destination, ['0.0.0.0/0', '::/0', 'anywhere']) +
    option('-i', input, ['*', 'any']) +
    option('-o', output, ['*', 'any']) +
    option('-p', protocol, ['all', '0']) +
    (fragment === '-f' ? ' -f' : fragment === '!f' ? ' ! -f' : '')
  return `${counters}-A ${chain}${header}${listedRuleToWords(rest, target, fail)}`
}

function option(flag: string, text: string, any: readonly string[]): string {
  if (any.includes(text)) return ''
  return text.startsWith('!') ? ` ! ${flag} ${text.slice(1)}` : ` ${flag} ${text}`
}

/** `12`, `97K`, `11M`: iptables counts in thousands. */
function readCount(text: string): number {
  const [, digits = '0', unit = ''] = /^(\d+)([KMGT]?)$/.exec(text) ?? []
  return Number(digits) * 1_000 ** ' KMGT'.indexOf(unit || ' ')
}
