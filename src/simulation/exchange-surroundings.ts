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

/** One interface towards the pods, all others towards the outside; everything passes this node. */
export function createSurroundings(outside: string, podInterface: string): Surroundings {
  return {
    entrance: (from) => (from === 'client' ? outside : podInterface),
    behind: (interfaceName) => (interfaceName === podInterface ? 'pods' : 'upstream'),
    answersThroughNode: () => true,
  }
}
