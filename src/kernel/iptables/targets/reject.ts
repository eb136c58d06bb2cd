import { entryOf } from '../../../base/entry-of.ts'
import type { Family } from '../../../packet/address.ts'
import { protocolNumber } from '../../../packet/protocol.ts'
import type { RejectAnswer, Verdict } from '../../netfilter/hook.ts'
import type { Draft, Evaluation, OptionWords, Target, TargetExtension } from '../model/extension.ts'

/** `-j REJECT` (net/ipv4/netfilter/ipt_REJECT.c, net/ipv6/netfilter/ip6t_REJECT.c). */
export const reject: TargetExtension = { name: 'REJECT', begin: () => new RejectDraft() }

const icmp = (type: number, code: number): RejectAnswer => ({ kind: 'icmp', type, code })
const tcpReset: RejectAnswer = { kind: 'tcp-reset' }

const answers: Readonly<Record<Family, Readonly<Record<string, RejectAnswer>>>> = {
  IPv4: {
    'icmp-net-unreachable': icmp(3, 0),
    'icmp-host-unreachable': icmp(3, 1),
    'icmp-proto-unreachable': icmp(3, 2),
    'icmp-port-unreachable': icmp(3, 3),
    'icmp-net-prohibited': icmp(3, 9),
    'icmp-host-prohibited': icmp(3, 10),
    'tcp-reset': tcpReset,
    'icmp-admin-prohibited': icmp(3, 13),
  },
  IPv6: {
    'icmp6-no-route': icmp(1, 0),
    'icmp6-adm-prohibited': icmp(1, 1),
    'icmp6-addr-unreachable': icmp(1, 3),
    'icmp6-port-unreachable': icmp(1, 4),
    'tcp-reset': tcpReset,
    'icmp6-policy-fail': icmp(1, 5),
    'icmp6-reject-route': icmp(1, 6),
  },
}

const shortNames: Readonly<Record<Family, Readonly<Record<string, string>>>> = {
  IPv4: {
    'net-unreach': 'icmp-net-unreachable',
    'host-unreach': 'icmp-host-unreachable',
    'proto-unreach': 'icmp-proto-unreachable',
    'port-unreach': 'icmp-port-unreachable',
    'net-prohib': 'icmp-net-prohibited',
    'host-prohib': 'icmp-host-prohibited',
    'tcp-rst': 'tcp-reset',
    'admin-prohib': 'icmp-admin-prohibited',
  },
  IPv6: {
    'no-route': 'icmp6-no-route',
    'adm-prohibited': 'icmp6-adm-prohibited',
    'addr-unreach': 'icmp6-addr-unreachable',
    'port-unreach': 'icmp6-port-unreachable',
    'policy-fail': 'icmp6-policy-fail',
    'reject-route': 'icmp6-reject-route',
  },
}

class RejectTarget implements Target {
  readonly name = 'REJECT'
  readonly tables = ['filter'] as const
  readonly hooks = ['input', 'forward', 'output'] as const
  readonly protocols: readonly number[] | undefined
  readonly with: string
  readonly #verdict: Verdict

  constructor(name: string, answer: RejectAnswer) {
    this.with = name
    this.protocols = answer.kind === 'tcp-reset' ? [protocolNumber.tcp] : undefined
    this.#verdict = { kind: 'reject', answer }
  }

  print(): string {
    return ` --reject-with ${this.with}`
  }

  apply(_evaluation: Evaluation): Verdict {
    return this.#verdict
  }
}

class RejectDraft implements Draft<Target> {
  #name: string | undefined

  take(option: string, words: OptionWords): boolean {
    if (option !== '--reject-with') return false
    const text = words.next('how to reject')
    const names = Object.keys(answers[words.family])
    const known =
      entryOf(shortNames[words.family], text) ??
      // iptables takes any start of a name.
      names.find((name) => text !== '' && name.startsWith(text))
    this.#name = known ?? words.fail(text, `one of ${names.join(', ')}`)
    return true
  }

  finish(words: OptionWords): Target {
    const own = answers[words.family]
    const name =
      this.#name ?? (words.family === 'IPv4' ? 'icmp-port-unreachable' : 'icmp6-port-unreachable')
    return new RejectTarget(name, own[name] ?? tcpReset)
  }
}
