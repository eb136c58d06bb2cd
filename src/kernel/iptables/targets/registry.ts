import type { Family } from '../../../packet/address.ts'
import type { TargetExtension } from '../model/extension.ts'
import { connmarkTarget } from './connmark.ts'
import { conntrackTemplate, noTrack } from './conntrack-template.ts'
import { log, nflog } from './log.ts'
import { markTarget } from './mark.ts'
import { masquerade, redirect } from './masquerade.ts'
import { destinationNat, sourceNat } from './nat.ts'
import { opaqueTarget } from './opaque.ts'
import { reject } from './reject.ts'
import { tproxy } from './tproxy.ts'

const modelled: readonly TargetExtension[] = [
  connmarkTarget,
  conntrackTemplate,
  destinationNat,
  log,
  markTarget,
  masquerade,
  nflog,
  noTrack,
  redirect,
  reject,
  sourceNat,
  tproxy,
]

/** Targets without a say in the packet's way, or none that is followed here. */
const harmless = [
  'AUDIT',
  'CHECKSUM',
  'CLASSIFY',
  'CONNSECMARK',
  'DSCP',
  'ECN',
  'HL',
  'HMARK',
  'IDLETIMER',
  'LED',
  'RATEEST',
  'SECMARK',
  'SET',
  'TCPMSS',
  'TCPOPTSTRIP',
  'TEE',
  'TOS',
  'TRACE',
  'TTL',
  'ULOG',
]
/** Targets that decide, by means that the emulator does not hold. */
const deciding = [
  'CLUSTERIP',
  'DNPT',
  'MIRROR',
  'NETMAP',
  'NFQUEUE',
  'QUEUE',
  'SAME',
  'SNPT',
  'SYNPROXY',
  'TARPIT',
]

const byName = new Map<string, TargetExtension>([
  ...harmless.map((name) => [name, opaqueTarget(name, 'continue')] as const),
  ...deciding.map((name) => [name, opaqueTarget(name, 'unknown')] as const),
  ...modelled.map((extension) => [extension.name, extension] as const),
])

const nameLengthMax = Math.max(...[...byName.keys()].map((name) => name.length))

/** Undefined: no target of that name in this family, so a chain must have it. */
export function findTargetExtension(name: string, family: Family): TargetExtension | undefined {
  if (name.length > nameLengthMax) return undefined
  const extension = byName.get(name)
  return extension?.family === undefined || extension.family === family ? extension : undefined
}

/** Whether a chain may not be called so. */
export function isTargetName(name: string): boolean {
  return byName.has(name) || ['ACCEPT', 'DROP', 'RETURN'].includes(name)
}
