import type { InstantMs } from '../../../base/clock.ts'

/** net.ipv4.ip_local_port_range. */
export const ephemeralRange = { first: 32_768, last: 60_999 } as const
/** What a NAT in front of many clients takes. */
export const translatedRange = { first: 1_024, last: 65_535 } as const

/** Takes a port back that it gave. */
export interface PortGiver {
  /** Undefined: all are in use (EADDRNOTAVAIL). */
  take(nowMs: InstantMs): number | undefined
  /** `freeAtMs`: when TIME_WAIT is over, where the client closed first. */
  give(port: number, freeAtMs: InstantMs): void
}

const inUse = Number.POSITIVE_INFINITY

/**
 * Source ports of one address, in turn. A port is given again when it is free: its connection is over, and TIME_WAIT
 * too where the client closed first. (Linux asks this for every destination apart.)
 */
export class SourcePorts implements PortGiver {
  readonly #first: number
  readonly #count: number
  #next = 0
  /** Before that every port is in use: to look at them all again would find none. */
  #noneBeforeMs: InstantMs = 0
  /** By port, as far as they have been given. */
  #freeAtMs = new Float64Array(16)

  constructor({ first, last }: { readonly first: number; readonly last: number }) {
    this.#first = first
    this.#count = last - first + 1
  }

  take(nowMs: InstantMs): number | undefined {
    if (nowMs < this.#noneBeforeMs) return undefined
    for (let tried = 0; tried < this.#count; tried += 1) {
      const index = this.#next
      this.#next = index + 1 === this.#count ? 0 : index + 1
      if (index >= this.#freeAtMs.length) this.#grow()
      if ((this.#freeAtMs[index] ?? 0) > nowMs) continue
      this.#freeAtMs[index] = inUse
      return this.#first + index
    }
    this.#noneBeforeMs = this.#freeAtMs.reduce((soonest, atMs) => Math.min(soonest, atMs), inUse)
    return undefined
  }

  give(port: number, freeAtMs: InstantMs): void {
    this.#noneBeforeMs = Math.min(this.#noneBeforeMs, freeAtMs)
    this.#freeAtMs[port - this.#first] = freeAtMs
  }

  #grow(): void {
    const grown = new Float64Array(Math.min(this.#count, this.#freeAtMs.length * 4))
    grown.set(this.#freeAtMs)
    this.#freeAtMs = grown
  }
}

/** Ports of a program that binds them itself, with SO_REUSEADDR: in turn, and again as soon as a connection is over. */
export class ReusedPorts implements PortGiver {
  readonly #first: number
  readonly #count: number
  readonly #inUse = new Set<number>()
  #next = 0

  constructor({ first, last }: { readonly first: number; readonly last: number }) {
    this.#first = first
    this.#count = last - first + 1
  }

  take(): number | undefined {
    if (this.#inUse.size === this.#count) return undefined
    for (let tried = 0; tried < this.#count; tried += 1) {
      const port = this.#first + this.#next
      this.#next = (this.#next + 1) % this.#count
      if (this.#inUse.has(port)) continue
      this.#inUse.add(port)
      return port
    }
    return undefined
  }

  give(port: number): void {
    this.#inUse.delete(port)
  }
}
