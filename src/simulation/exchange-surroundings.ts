import type { Address } from '../packet/address.ts'
import type { Place } from './exchange-result.ts'

export type Sender = 'client' | 'node' | 'pod'

/** What lies around the node: the network part of an exchange. */
export interface Surroundings {
  /** The interface by which packets from there come in. */
  entrance(from: 'client' | 'pod'): string
  /** Who receives what leaves by an interface. */
  behind(interfaceName: string): 'pods' | 'upstream'
  /** Whether an answer sent from there to this address comes back through the node. */
  answersThroughNode(from: Place, to: Address): boolean
}

/**
 * One interface towards the pods, all others towards the outside. Everything passes this node, unless `isOurs` says whose
 * answers do: what somebody beyond the node answers to anybody else, goes there directly.
 */
export function createSurroundings(
  outside: string,
  podInterface: string,
  isOurs: (address: Address) => boolean = () => true,
): Surroundings {
  return {
    entrance: (from) => (from === 'client' ? outside : podInterface),
    behind: (interfaceName) => (interfaceName === podInterface ? 'pods' : 'upstream'),
    answersThroughNode: (from, to) => from !== 'upstream' || isOurs(to),
  }
}
