import { printAddressPattern } from '../model/address-pattern.ts'
import { printInterfacePattern } from '../model/interface-pattern.ts'
import { printIptablesProtocol } from '../model/protocol-name.ts'
import type { Action, Header, Rule } from '../model/rule.ts'

/**
 * A rule in iptables-save's normal form, without `-A CHAIN`: ` -d 10.96.0.1/32 -p tcp -m tcp --dport 443
 * -j KUBE-SVC-X`, with a blank in front ('' for the empty rule). Options of the rule itself come in
 * this order whatever order they were given in; matches keep theirs.
 */
export function printRule(rule: Rule): string {
  let text = printHeader(rule.header)
  for (const match of rule.matches) text += ` -m ${match.name}${match.print()}`
  return text + printAction(rule.action)
}

/** The rule as it was read if its spelling was another, else its normal form. */
export function printRuleAsRead(rule: Rule): string {
  return rule.spelling ?? printRule(rule)
}

/** ` -j KUBE-SVC-X`, ` -j MARK --set-xmark 0x4000/0x4000`; '' without a target. */
export function printAction(action: Action): string {
  switch (action.kind) {
    case 'none':
      return ''
    case 'accept':
      return ' -j ACCEPT'
    case 'drop':
      return ' -j DROP'
    case 'return':
      return ' -j RETURN'
    case 'jump':
      return ` -j ${action.chain}`
    case 'goto':
      return ` -g ${action.chain}`
    case 'target':
      return ` -j ${action.target.name}${action.target.print()}`
  }
}

function printHeader(header: Header): string {
  const { protocol, fragment } = header
  return (
    printAddressPattern('-s', header.source) +
    printAddressPattern('-d', header.destination) +
    printInterfacePattern('-i', header.inputInterface) +
    printInterfacePattern('-o', header.outputInterface) +
    (protocol === undefined
      ? ''
      : `${protocol.inverted ? ' !' : ''} -p ${printIptablesProtocol(protocol.number)}`) +
    (fragment === undefined ? '' : fragment === 'only' ? ' -f' : ' ! -f')
  )
}
