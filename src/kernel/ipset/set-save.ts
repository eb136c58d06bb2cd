import type { InstantMs } from '../../base/clock.ts'
import type { Element, IpSet } from './ip-set.ts'
import type { IpSets } from './ip-sets.ts'

/**
 * What `ipset save` prints: sets and elements in the order in which they came (the kernel's own order of a
 * hash comes from a random number).
 */
export function printSets(sets: IpSets, nowMs: InstantMs): string {
  let text = ''
  for (const set of sets) {
    text += `${printCreate(set)}\n`
    for (const element of set.elements(nowMs)) text += `${printAdd(set, element, nowMs)}\n`
  }
  return text
}

/** `create KUBE-CLUSTER-IP hash:ip,port family inet …`. */
export function printCreate(set: IpSet): string {
  return ['create', set.name, set.type.name, ...set.options.texts].join(' ')
}

function printAdd(set: IpSet, element: Element, nowMs: InstantMs): string {
  const { options } = set
  let text = `add ${set.name} ${element.text}`
  if (options.timeoutSeconds !== undefined) {
    const left = element.expiresAtMs === undefined ? 0 : element.expiresAtMs - nowMs
    text += ` timeout ${Math.ceil(left / 1_000)}`
  }
  if (element.noMatch) text += ' nomatch'
  if (options.counters) text += ` packets ${element.packets} bytes ${element.bytes}`
  if (element.comment !== undefined) text += ` comment "${element.comment}"`
  return element.rest === '' ? text : `${text} ${element.rest}`
}
