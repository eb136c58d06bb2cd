import { knownType } from '../model/data-type.ts'
import { formatDuration } from '../model/duration.ts'
import { compareSortKeys, sortKey } from '../model/element-order.ts'
import { compareWords, keyBounds, wordCount } from '../ruleset/key-words.ts'
import type { NftSet, SetDeclaration } from '../ruleset/nft-set.ts'
import type { SetElement } from '../ruleset/set-element.ts'
import { formatData, formatElementKey } from './expression-printer.ts'
import type { PrintOptions } from './print-options.ts'
import { formatStatement } from './statement-printer.ts'

/** A set or map with its elements, as in `nft list ruleset`. */
export function formatNamedSet(set: NftSet, options: PrintOptions): string {
  const { declaration } = set
  const handle = options.handles ? ` # handle ${set.handle}` : ''
  const lines = [`\t${set.isMap ? 'map' : 'set'} ${set.name} {${handle}`]
  for (const line of declarationLines(declaration)) lines.push(`\t\t${line}`)
  const elements = listedElements(set, options.nowMs)
  if (elements.length > 0)
    lines.push(`\t\telements = ${formatElements(elements, declaration, options)}`)
  lines.push('\t}')
  return lines.join('\n')
}

/** In nft's order of properties (src/rule.c, set_print_declaration). */
export function declarationLines(declaration: SetDeclaration): string[] {
  const lines = [typeLine(declaration)]
  const { policy, size, timeoutMs, gcIntervalMs, comment } = declaration
  if (!declaration.constant) {
    if (policy !== undefined) lines.push(`policy ${policy}`)
    if (size !== undefined) lines.push(`size ${size}`)
  }
  const flags = flagNames(declaration)
  if (flags.length > 0) lines.push(`flags ${flags.join(',')}`)
  if (declaration.counter) lines.push('counter')
  if (declaration.statement !== undefined)
    lines.push(formatStatement(declaration.statement, { stateless: true }))
  if (declaration.autoMerge) lines.push('auto-merge')
  if (timeoutMs !== undefined) lines.push(`timeout ${formatDuration(timeoutMs)}`)
  if (gcIntervalMs !== undefined) lines.push(`gc-interval ${formatDuration(gcIntervalMs)}`)
  if (comment !== undefined) lines.push(`comment "${comment}"`)
  return lines
}

function typeLine(declaration: SetDeclaration): string {
  const { keyTypes, dataTypes, dataTypeofText, dataInterval = false, objectType } = declaration
  // Of a map to intervals nft does not remember the `typeof` (src/netlink.c, netlink_delinearize_set).
  const typeofText = dataInterval ? undefined : declaration.typeofText
  const key = typeofText === undefined ? `type ${listedNames(keyTypes)}` : `typeof ${typeofText}`
  if (objectType !== undefined) return `${key} : ${objectType}`
  if (dataTypes === undefined) return key
  const types = dataTypes[0] === 'verdict' ? 'verdict' : listedNames(dataTypes)
  if (dataInterval) return `${key} : interval ${types}`
  return `${key} : ${dataTypeofText ?? types}`
}

function listedNames(types: readonly string[]): string {
  return types.map((type) => knownType(type).listedName).join(' . ')
}

/** A `timeout` flag is left out where a default timeout says as much, unless another flag stands beside it. */
function flagNames(declaration: SetDeclaration): string[] {
  const { constant, dynamic, interval, timeout, timeoutMs } = declaration
  const others = [constant && 'constant', dynamic && 'dynamic', interval && 'interval']
  const names = others.filter((name) => name !== false)
  if (timeout && (timeoutMs === undefined || names.length > 0)) names.push('timeout')
  return names
}

/** Living elements in nft's order. */
export function listedElements(set: NftSet, nowMs: number): SetElement[] {
  const { keyTypes, interval } = set.declaration
  const living = [...set.elements].filter((element) => element.expiresAtMs > nowMs)
  if (interval) return keyTypes.length > 1 ? living : sortedIntervals(living, keyTypes)
  const keyed = living.map((element) => ({ element, order: sortKey(element.key, keyTypes) }))
  keyed.sort((left, right) => compareSortKeys(left.order, right.order))
  return keyed.map((entry) => entry.element)
}

function sortedIntervals(
  elements: readonly SetElement[],
  keyTypes: readonly string[],
): SetElement[] {
  const width = wordCount(keyTypes)
  const plain = elements.filter((element) => element.key.kind !== 'any')
  const entries = plain.map((element) => ({ element, bounds: keyBounds(element.key, keyTypes) }))
  entries.sort((left, right) => compareWords(left.bounds.from, 0, right.bounds.from, 0, width))
  const rest = elements.filter((element) => element.key.kind === 'any')
  return [...entries.map((entry) => entry.element), ...rest]
}

const shortTypes: ReadonlySet<string> = new Set([
  'nf_proto',
  'integer',
  'arp_op',
  'inet_proto',
  'inet_service',
  'tcp_flag',
  'dccp_pkttype',
  'mark',
  'iface_index',
  'classid',
  'uid',
  'gid',
  'ct_dir',
])
const middleTypes: ReadonlySet<string> = new Set(['ipv4_addr', 'ct_state', 'ct_status', 'pkt_type'])

/** How many elements stand on a line (src/expression.c, calculate_delim). */
function elementsPerLine(keyTypes: readonly string[]): number {
  if (keyTypes.length > 1) return 1
  const type = knownType(keyTypes[0] ?? '').listedName
  if (shortTypes.has(type)) return 5
  return middleTypes.has(type) ? 2 : 1
}

function formatElements(
  elements: readonly SetElement[],
  declaration: SetDeclaration,
  options: PrintOptions,
): string {
  const perLine = elementsPerLine(declaration.keyTypes)
  let text = '{ '
  for (const [index, element] of elements.entries()) {
    if (index > 0) text += index % perLine === 0 ? ',\n\t\t\t     ' : ', '
    text += formatElement(element, declaration, options)
  }
  return `${text} }`
}

function formatElement(
  element: SetElement,
  declaration: SetDeclaration,
  options: PrintOptions,
): string {
  let text = formatElementKey(element.key)
  if (element.counter !== undefined) {
    const { packets, bytes } = element.counter
    text += options.stateless ? ' counter' : ` counter packets ${packets} bytes ${bytes}`
  }
  if (element.statement !== undefined)
    text += ` ${formatStatement(element.statement, { stateless: options.stateless })}`
  if (element.timeoutMs !== undefined && element.timeoutMs !== declaration.timeoutMs)
    text += ` timeout ${formatDuration(element.timeoutMs)}`
  if (!options.stateless && element.expiresAtMs !== Number.POSITIVE_INFINITY)
    text += ` expires ${formatDuration(element.expiresAtMs - options.nowMs)}`
  if (element.comment !== undefined) text += ` comment "${element.comment}"`
  return element.data === undefined ? text : `${text} : ${formatData(element.data)}`
}
