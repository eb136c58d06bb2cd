import type { Expression, FibExpression } from '../model/expression.ts'
import type { Statement } from '../model/statement.ts'
import type { BaseChain, ChainHook, ChainType } from '../ruleset/chain.ts'

/** Types and hooks of base chains as bits, and which of them a statement can stand for (the `validate` of each expression in net/netfilter). */

const hookOrder: readonly ChainHook[] = [
  'prerouting',
  'input',
  'forward',
  'output',
  'postrouting',
  'ingress',
  'egress',
]
const typeOrder: readonly ChainType[] = ['filter', 'nat', 'route']
const allContexts = 2 ** (7 * 3) - 1

export function contextOf(base: Pick<BaseChain, 'type' | 'hook'>): number {
  return 2 ** (typeOrder.indexOf(base.type) * 7 + hookOrder.indexOf(base.hook))
}

function contexts(types: readonly ChainType[], hooks: readonly ChainHook[]): number {
  let bits = 0
  for (const type of types) for (const hook of hooks) bits |= contextOf({ type, hook })
  return bits
}

function onHooks(...hooks: readonly ChainHook[]): number {
  // What a device sees is not what these look at, but the check is not made for it.
  return contexts(typeOrder, [...hooks, 'ingress', 'egress'])
}

const destinationNatContexts = contexts(['nat'], ['prerouting', 'output'])
const sourceNatContexts = contexts(['nat'], ['postrouting', 'input'])
const masqueradeContexts = contexts(['nat'], ['postrouting'])
// nft_reject_validate and nft_reject_inet_validate
const rejectContexts = contexts(typeOrder, ['prerouting', 'input', 'forward', 'output', 'ingress'])
// nft_fib_validate
const arriving = onHooks('prerouting', 'input', 'forward')
const leaving = onHooks('forward', 'output', 'postrouting')

export function allowedContexts(statement: Statement): number {
  switch (statement.kind) {
    case 'reject':
      return rejectContexts
    case 'nat':
      if (statement.type === 'masquerade') return masqueradeContexts
      return statement.type === 'snat' ? sourceNatContexts : destinationNatContexts
    case 'synproxy':
      return onHooks('input', 'forward')
    case 'tproxy':
      return onHooks('prerouting')
    case 'match':
      return ofExpression(statement.left)
    case 'vmap':
      return ofExpression(statement.key)
    case 'set-value': {
      const { target, value } = statement
      // nft_meta_set_validate
      const own = target.kind === 'meta' && target.key === 'pkttype'
      return (own ? onHooks('prerouting') : allContexts) & ofExpression(value)
    }
    default:
      return allContexts
  }
}

function ofExpression(expression: Expression): number {
  switch (expression.kind) {
    case 'fib':
      return ofFib(expression)
    case 'meta':
      return ofMeta(expression.key)
    case 'opaque':
      return ofOpaque(expression.text)
    case 'concatenation':
      return expression.parts.reduce((bits, part) => bits & ofExpression(part), allContexts)
    case 'bitwise':
    case 'shift':
      return ofExpression(expression.operand)
    case 'map':
      return ofExpression(expression.key)
    default:
      return allContexts
  }
}

function ofFib({ flags, result }: FibExpression): number {
  if (flags.includes('oif')) return leaving
  return result !== 'type' || flags.includes('iif') ? arriving : allContexts
}

function ofMeta(key: string): number {
  if (key === 'ipsec') return arriving
  return key === 'sdif' || key === 'sdifname' ? onHooks('input', 'forward') : allContexts
}

/** nft_socket_validate, nft_rt_validate, nft_osf_validate, nft_xfrm_validate */
function ofOpaque(text: string): number {
  if (text.startsWith('socket ')) return onHooks('prerouting', 'input', 'output')
  if (text.startsWith('osf ') || text.startsWith('ipsec in ')) return arriving
  return text === 'rt mtu' || text.startsWith('ipsec out ') ? leaving : allContexts
}
