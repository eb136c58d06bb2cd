/**
 * What a new connection costs at the least: the memory that it has to touch, and nothing else. A Service found by its address in a
 * hash table, a line of it written; one of its ten endpoints drawn, a line of it written; both tuples looked up in an index of
 * connections as large as the emulator's, put there, and a record written. Flat typed arrays, no rule asked, no packet rewritten. What is
 * above it in a bench is the emulator's; what is in it is the machine's.
 */
export class BareConnections {
  readonly #endpoints: number
  /** Address, number + 1. */
  readonly #slots: Int32Array
  readonly #serviceLines: Int32Array
  readonly #endpointLines: Int32Array
  readonly #index: Int32Array
  readonly #records: Int32Array
  #count = 0
  #drawn = 1

  /** Room for `connections`, a third of the index in use then. */
  constructor(services: number, endpoints: number, connections: number) {
    this.#endpoints = endpoints
    this.#slots = new Int32Array(2 * powerAbove(services * 2))
    this.#serviceLines = new Int32Array(services * serviceWords)
    this.#endpointLines = new Int32Array(services * endpoints * lineWords)
    this.#index = new Int32Array(powerAbove(connections * 4))
    this.#records = new Int32Array(connections * recordWords)
    for (let service = 0; service < services; service += 1) {
      const place = this.#placeOf(service)
      this.#slots[place] = firstAddress + service
      this.#slots[place + 1] = service + 1
    }
  }

  get count(): number {
    return this.#count
  }

  /** A connection of a client to a Service; returns the endpoint's number. */
  open(service: number, client: number, port: number): number {
    const records = this.#records
    const index = this.#index
    const address = firstAddress + service
    const original = hashOf(client, address, (port << 16) | 80)
    const place = freePlace(index, original)
    const found = (this.#slots[this.#placeOf(service) + 1] as number) - 1
    bump(this.#serviceLines, found * serviceWords)
    this.#drawn = (Math.imul(this.#drawn, 1_664_525) + 1_013_904_223) | 0
    const endpoint = found * this.#endpoints + ((this.#drawn >>> 16) % this.#endpoints)
    bump(this.#serviceLines, found * serviceWords + lineWords + (this.#drawn >>> 31) * lineWords)
    bump(this.#endpointLines, endpoint * lineWords)
    const reply = hashOf(endpoint, client, (8_080 << 16) | port)
    const at = this.#count * recordWords
    records[at] = client
    records[at + 1] = address
    records[at + 2] = (port << 16) | 80
    records[at + 3] = endpoint
    records[at + 4] = client
    records[at + 5] = (8_080 << 16) | port
    index[place] = this.#count * 2 + 1
    index[freePlace(index, reply)] = this.#count * 2 + 2
    this.#count += 1
    return endpoint % this.#endpoints
  }

  #placeOf(service: number): number {
    const slots = this.#slots
    const address = firstAddress + service
    let place = (hashOf(address, 0, 0) * 2) & (slots.length - 1)
    while (slots[place + 1] !== 0 && slots[place] !== address)
      place = (place + 2) & (slots.length - 1)
    return place
  }
}

const firstAddress = 0x0a60_0000
/** A cache line. */
const lineWords = 16
/** A Service's chain of ten endpoints takes as many lines. */
const serviceWords = 6 * lineWords
const recordWords = 8

function bump(words: Int32Array, at: number): void {
  words[at] = (words[at] as number) + 1
}

function freePlace(index: Int32Array, hash: number): number {
  let place = hash & (index.length - 1)
  while (index[place] !== 0) place = (place + 1) & (index.length - 1)
  return place
}

function hashOf(first: number, second: number, third: number): number {
  let hash = Math.imul(first, 0x9e3779b1)
  hash = Math.imul(hash ^ (hash >>> 15) ^ second, 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13) ^ third, 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

function powerAbove(count: number): number {
  return 2 ** Math.ceil(Math.log2(count))
}
