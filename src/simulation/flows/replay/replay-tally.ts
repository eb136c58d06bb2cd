import { type Address, formatEndpoint } from '../../../packet/address.ts'
import type { AddressBook } from '../../address-book.ts'
import type { Loss } from '../../network/delivery.ts'

/** What of a recording came to the same end. */
export interface Tally {
  flows: number
  packets: number
  bytes: number
}

/** `reached`: a backend of the Service. `passed`: it went where it was sent, no Service was meant. */
export type OutcomeKind = 'reached' | 'passed' | 'refused' | 'dropped' | 'unanswered'

export interface TallyRow extends Tally {
  /** `shop/web:http`; undefined: to no Service. */
  readonly service: string | undefined
  readonly outcome: OutcomeKind
  /** `10.244.1.2:8080`; undefined: it reached none. */
  readonly backend: string | undefined
  /** The backend's name (`pod/shop/web-0`), where it went, or why it went no further. */
  readonly name: string
}

type Where = Pick<TallyRow, 'service' | 'outcome' | 'backend' | 'name'>

/** Counts of one mode, by Service and backend or reason. */
export class ReplayTally {
  readonly #book: AddressBook
  readonly #rows: TallyRow[] = []
  readonly #byService = new Map<string, Map<Address, Map<number, TallyRow>>>()
  readonly #byReason = new Map<string, TallyRow>()

  constructor(book: AddressBook) {
    this.#book = book
  }

  get rows(): readonly TallyRow[] {
    return this.#rows
  }

  reached(service: string, address: Address, port: number): TallyRow {
    const byAddress = getOrAdd(this.#byService, service, () => new Map())
    const byPort = getOrAdd(byAddress, address, () => new Map<number, TallyRow>())
    return getOrAdd(byPort, port, () =>
      this.#add({
        service,
        outcome: 'reached',
        backend: formatEndpoint(address, port),
        name: this.#book.nameOf(address) ?? '',
      }),
    )
  }

  ended(service: string | undefined, outcome: OutcomeKind, name: string): TallyRow {
    return getOrAdd(this.#byReason, `${outcome}|${service ?? ''}|${name}`, () =>
      this.#add({ service, outcome, backend: undefined, name }),
    )
  }

  #add(where: Where): TallyRow {
    const row = { ...where, flows: 0, packets: 0, bytes: 0 }
    this.#rows.push(row)
    return row
  }
}

/** How a sender is told of a loss, and why, without the names of nodes: there may be thousands. */
export function describeLoss(loss: Loss): { outcome: 'refused' | 'dropped'; name: string } {
  switch (loss.kind) {
    case 'rejected':
      return { outcome: 'refused', name: `refused by ${loss.by}` }
    case 'no-listener':
      return { outcome: 'refused', name: 'nobody listens on the node' }
    case 'dropped':
      return { outcome: 'dropped', name: `dropped by ${loss.by}: ${loss.reason}` }
    case 'pod-gone':
      return { outcome: 'dropped', name: 'no pod has that address' }
    case 'node-lost':
      return { outcome: 'dropped', name: 'the node is lost' }
    case 'nobody':
    case 'hairpin':
    case 'injected':
      return { outcome: 'dropped', name: loss.reason }
  }
}

function getOrAdd<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
