import { printSets } from '../../kernel/ipset/set-save.ts'
import { formatList } from '../../kernel/ipvs/text/ipvsadm-list.ts'
import { formatSave } from '../../kernel/ipvs/text/ipvsadm-save.ts'
import { setCreation } from '../../proxy/ipvs/sets/set-definition.ts'
import type { IpvsOperation, IpvsTransaction } from '../../proxy/ipvs/transaction.ts'
import type { EmulatedNode } from '../../simulation/node/emulated-node.ts'
import type { IpvsKernel } from '../../simulation/node/ipvs-kernel.ts'
import type { IpvsMode } from '../../simulation/node/ipvs-mode.ts'
import type { NodeSync } from '../../simulation/node/node-mode.ts'

export interface TextPart {
  readonly heading: string
  readonly text: string
}

/** One part stands alone, byte for byte; several stand under headings, which the tools take as comments. */
export function underHeadings(parts: readonly TextPart[]): string {
  if (parts.length <= 1) return parts[0]?.text ?? ''
  return parts.map(({ heading, text }) => `# ${heading}\n${text}`).join('')
}

/** What stands on a node in IPVS mode, every part in the form of the tool that prints it. */
export function ipvsParts(
  node: EmulatedNode,
  { ipvs }: IpvsMode,
  syncs: readonly NodeSync[],
): readonly TextPart[] {
  const restores = syncs.flatMap((one): TextPart[] =>
    one.kind === 'ipvs' && one.sync.transaction.restore !== ''
      ? [
          {
            heading: `${one.mode.family === 'IPv4' ? 'iptables' : 'ip6tables'}-restore --noflush --counters`,
            text: one.sync.transaction.restore,
          },
        ]
      : [],
  )
  return [
    { heading: 'ipset save', text: printSets(ipvs.sets, 0) },
    {
      heading: `ip -o addr show kube-ipvs0 (${node.node.metadata.name})`,
      text: asText(ipvs.addresses),
    },
    { heading: 'ipvsadm -Sn', text: asText(formatSave(ipvs.engine.virtualServers)) },
    ...restores,
  ]
}

export function ipvsText(form: 'ipvsadm' | 'ipvsadm-list' | 'ipset', ipvs: IpvsKernel): string {
  switch (form) {
    case 'ipvsadm':
      return asText(formatSave(ipvs.engine.virtualServers))
    case 'ipvsadm-list':
      return asText(formatList(ipvs.engine.virtualServers))
    case 'ipset':
      return printSets(ipvs.sets, 0)
  }
}

/** What one sync changes beside iptables, one line each. */
export function ipvsCommands(transaction: IpvsTransaction): string {
  return asText([
    ...transaction.sets.map((set) => `ipset create ${setCreation(set)}`),
    ...transaction.boundAddresses.map((address) => `ip addr add ${address} dev kube-ipvs0`),
    ...transaction.operations.map(operationText),
    ...transaction.entryOperations.map(
      ({ kind, set, entry }) => `ipset ${kind === 'add' ? 'add' : 'del'} ${set.name} ${entry}`,
    ),
    ...transaction.unboundAddresses.map((address) => `ip addr del ${address} dev kube-ipvs0`),
  ])
}

export function ipvsAsData({ ipvs, proxier }: IpvsMode) {
  const { virtualServers, sets } = proxier.snapshot()
  return {
    addresses: ipvs.addresses,
    virtualServers: virtualServers.map(({ virtualServer, realServers }) => ({
      ...virtualServer,
      realServers: [...realServers.values()],
    })),
    sets: sets.map(({ definition, entries }) => ({ ...definition, entries })),
  }
}

function operationText(operation: IpvsOperation): string {
  const { text, protocol, scheduler, timeoutSeconds } = operation.virtualServer
  const flag = { TCP: '-t', UDP: '-u', SCTP: '--sctp-service' }[protocol]
  const service = `${flag} ${text.slice(0, text.lastIndexOf('/'))}`
  const persistence = timeoutSeconds === 0 ? '' : ` -p ${timeoutSeconds}`
  switch (operation.kind) {
    case 'add-virtual-server':
      return `ipvsadm -A ${service} -s ${scheduler}${persistence}`
    case 'update-virtual-server':
      return `ipvsadm -E ${service} -s ${scheduler}${persistence}`
    case 'delete-virtual-server':
      return `ipvsadm -D ${service}`
    case 'add-real-server':
      return `ipvsadm -a ${service} -r ${operation.realServer.text} -m -w ${operation.realServer.weight}`
    case 'update-real-server':
      return `ipvsadm -e ${service} -r ${operation.realServer.text} -m -w ${operation.realServer.weight}`
    case 'delete-real-server':
      return `ipvsadm -d ${service} -r ${operation.realServer.text}`
  }
}

function asText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}
