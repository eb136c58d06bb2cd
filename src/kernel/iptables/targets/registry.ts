import type { Family } from '../../../packet/address.ts'
import type { TargetExtension } from '../model/extension.ts'
import { markTarget } from './mark.ts'
import { masquerade, redirect } from './masquerade.ts'
import { destinationNat, sourceNat } from './nat.ts'
import { opaqueTarget } from './opaque.ts'
import { reject } from './reject.ts'

const modelled: readonly TargetExtension[] = [
  destinationNat,
  markTarget,
  masquerade,
  redirect,
  reject,
  sourceNat,
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
  'LOG',
  'NFLOG',
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
  'CT',
  'DNPT',
  'MIRROR',
  'NETMAP',
  'NFQUEUE',
  'NOTRACK',
  'QUEUE',
  'SAME',
  'SNPT',
  'SYNPROXY',
  'TARPIT',
  'TPROXY',
  'CONNMARK',
]

const byName = new Map<string, TargetExtension>([
  ...harmless.map((name) => [name, opaqueTarget(name, 'continue')] as const),
  ...deciding.map((name) => [name, opaqueTarget(name, 'unknown')] as const),
  ...modelled.map((extension) => [extension.name, extension] as const),
])

/** Undefined: no target of that name in this family, so a chain must have it. */
export function findTargetExtension(name: string, family: Family): TargetExtension | undefined {
  const extension = byName.get(name)
  return extension?.family === undefined || extension.family === family ? extension : undefined
}

/** Whether a chain may not be called so. */
export function isTargetName(name: string): boolean {
  return byName.has(name) || ['ACCEPT', 'DROP', 'RETURN'].includes(name)
}
