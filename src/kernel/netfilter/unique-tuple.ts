import type { Chance } from '../../base/chance.ts'
import type { Address, Ipv4, Ipv6 } from '../../packet/address.ts'
import { writeAddress } from './address-words.ts'
import type { NatRange, Tuple } from './hook.ts'
import { jenkinsHash } from './jenkins-hash.ts'
import { hasPorts, isIcmp } from './tuple-ports.ts'

/** A tuple with room to be moved about; ICMP's identifier stands in both ports. */
export type MovableTuple = { -readonly [Field in keyof Tuple]: Tuple[Field] }
export type Manipulation = 'source' | 'destination'

/** NF_NAT_MAX_ATTEMPTS: ports tried in a row before another place is tried. */
const attemptsMax = 128
const attemptsMin = 16

/** Says which tuples another connection has already. */
export interface TakenTuples {
  isTaken(tuple: Tuple): boolean
}

/**
 * Moves `tuple`, a connection's original direction, to where it shall go to (or come from), so that no other
 * connection has the same (get_unique_tuple). Keeps what can be kept. At worst the tuple is taken, and the packet
 * is dropped when the connection is to be confirmed. Returns whether the port was drawn, so that it could have
 * been another. Not modelled: the wish of a source that is mapped already to be mapped alike for its next
 * connection (find_appropriate_src).
 */
export function moveToUnique(
  tuple: MovableTuple,
  range: NatRange,
  manipulation: Manipulation,
  taken: TakenTuples,
  chance: Chance,
): boolean {
  const random = range.randomPort === true
  if (manipulation === 'source' && !random && isInRange(tuple, range) && !taken.isTaken(tuple))
    return false
  placeAddress(tuple, range, manipulation)
  if (!random) {
    if (range.portMin === undefined) {
      if (!taken.isTaken(tuple)) return false
    } else if (isPortInRange(tuple, range, manipulation)) {
      const single = range.portMin === (range.portMax ?? range.portMin)
      if (single || !taken.isTaken(tuple)) return false
    }
  }
  return drawPort(tuple, range, manipulation, taken, chance)
}

function isInRange(tuple: Tuple, range: NatRange): boolean {
  const { addressMin, addressMax } = range
  if (addressMin !== undefined && tuple.source < addressMin) return false
  const last = addressMax ?? addressMin
  if (last !== undefined && tuple.source > last) return false
  return range.portMin === undefined || isPortInRange(tuple, range, 'source')
}

function isPortInRange(tuple: Tuple, range: NatRange, manipulation: Manipulation): boolean {
  const { portMin = 0, portMax = portMin } = range
  if (!hasPorts(tuple.protocol) && !isIcmp(tuple.protocol)) return true
  const port = portIn(tuple, manipulation)
  return port >= portMin && port <= portMax
}

function portIn(tuple: Tuple, manipulation: Manipulation): number {
  return manipulation === 'source' || isIcmp(tuple.protocol)
    ? tuple.sourcePort
    : tuple.destinationPort
}

/** Several addresses: a hash of source and destination says which (find_best_ips_proto). */
function placeAddress(tuple: MovableTuple, range: NatRange, manipulation: Manipulation): void {
  const { addressMin, addressMax = addressMin } = range
  if (addressMin === undefined || addressMax === undefined) return
  const address =
    addressMin === addressMax ? addressMin : hashedAddress(tuple, addressMin, addressMax, range)
  if (manipulation === 'source') tuple.source = address
  else tuple.destination = address
}

function hashedAddress(
  tuple: Tuple,
  addressMin: Address,
  addressMax: Address,
  range: NatRange,
): Address {
  const persistent = range.persistent === true
  const count = typeof addressMin === 'number' ? 1 : 4
  const [source, destination] = [wordsOf(tuple.source), wordsOf(tuple.destination)]
  const [low, high] = [wordsOf(addressMin), wordsOf(addressMax)]
  let hash = jenkinsHash(
    source.map(swapBytes),
    persistent ? 0 : swapBytes(destination[count - 1] ?? 0),
  )
  let full = false
  const result: number[] = []
  for (let index = 0; index < count; index += 1) {
    const first = full ? 0 : (low[index] ?? 0) >>> 0
    const distance = full ? 0xffff_ffff : (((high[index] ?? 0) >>> 0) - first + 1) >>> 0
    const word = (first + scale(hash, distance)) >>> 0
    if (word !== (high[index] ?? 0) >>> 0) full = true
    if (!persistent) hash = (hash ^ swapBytes(destination[index] ?? 0)) >>> 0
    result.push(word)
  }
  if (count === 1) return (result[0] ?? 0) as Ipv4
  return result.reduce((value, word) => (value << 32n) | BigInt(word), 0n) as Ipv6
}

/** Always four words, as union nf_inet_addr. */
function wordsOf(address: Address): number[] {
  const words = new Int32Array(4)
  writeAddress(words, 0, address)
  return [...words]
}

/** The kernel hashes network byte order as it lies in a little-endian machine's memory. */
function swapBytes(word: number): number {
  return (
    ((word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | ((word >>> 24) & 0xff)) >>> 0
  )
}

/** reciprocal_scale: the upper half of the product. */
function scale(hash: number, distance: number): number {
  return Number((BigInt(hash >>> 0) * BigInt(distance)) >> 32n)
}

/** Looks for a free port (nf_nat_l4proto_unique_tuple). Returns whether one was drawn. */
function drawPort(
  tuple: MovableTuple,
  range: NatRange,
  manipulation: Manipulation,
  taken: TakenTuples,
  chance: Chance,
): boolean {
  const icmp = isIcmp(tuple.protocol)
  if (!icmp && !hasPorts(tuple.protocol)) return false
  if (!icmp && range.portMin === undefined && manipulation === 'destination') return false
  const inOrder = manipulation === 'destination' && range.randomPort !== true
  const { portMin, portMax = portMin } = range
  if (inOrder && portMin !== undefined && portMin === portMax) {
    // The one port that there is, as every rule of an endpoint has it: the tuple is taken then, or not.
    setPort(tuple, portMin, manipulation, icmp)
    taken.isTaken(tuple)
    return false
  }
  const [first, size] = portChoice(tuple, range, icmp)
  let offset = inOrder ? 0 : chance.anyOf(65_536)
  for (let attempts = Math.min(size, attemptsMax); ; attempts = Math.floor(attempts / 2)) {
    for (let tried = 0; tried < attempts; tried += 1, offset = (offset + 1) & 0xffff) {
      setPort(tuple, first + (offset % size), manipulation, icmp)
      if (!taken.isTaken(tuple)) return !inOrder && size > 1
    }
    if (attempts >= size || attempts < attemptsMin) return !inOrder && size > 1
    offset = chance.anyOf(65_536)
  }
}

/** First port and number of ports. Without a range: of the same class as the port that it replaces. */
function portChoice(tuple: Tuple, range: NatRange, icmp: boolean): [number, number] {
  const { portMin, portMax = portMin } = range
  if (portMin !== undefined && portMax !== undefined)
    return [Math.min(portMin, portMax), Math.abs(portMax - portMin) + 1]
  if (icmp) return [0, 65_536]
  if (tuple.sourcePort < 512) return [1, 511]
  return tuple.sourcePort < 1_024 ? [600, 424] : [1_024, 64_512]
}

function setPort(
  tuple: MovableTuple,
  port: number,
  manipulation: Manipulation,
  icmp: boolean,
): void {
  if (manipulation === 'source' || icmp) tuple.sourcePort = port
  if (manipulation === 'destination' || icmp) tuple.destinationPort = port
}
