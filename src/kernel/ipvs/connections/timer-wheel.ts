import { type ConnectionRecords, connectionField, timerNone } from './connection-records.ts'
import { levelOf, levelShift, roundUp } from './timer-ticks.ts'

const levels = 9
const bucketBits = 6
const bucketsOfLevel = 1 << bucketBits
/** So that a million timers of one tick make no long pause. */
const batchMax = 16_384

/**
 * The kernel's timer wheel (kernel/time/timer.c): 9 levels of 64 buckets, each level 8 times coarser than the one
 * below. A timer goes to the level that its distance asks for and fires at the end of its bucket, so late by up to
 * an eighth of that distance: at 250 ticks a second 60 s by up to 2 s, 300 s by up to 16 s. That is what the kernel
 * does, and what recordings show (a template renewed every 60 s by its own timer drifts by 1.4 s a turn).
 *
 * Ticks are 32-bit numbers that wrap. A timer that moves later stays in its bucket and is hung up again when that
 * bucket is due; so a packet of a live connection costs no list work.
 */
export class TimerWheel {
  readonly #records: ConnectionRecords
  readonly #heads = new Int32Array(levels * bucketsOfLevel).fill(-1)
  readonly #counts = new Int32Array(levels)
  /** Everything up to this tick has been looked at. */
  #clock: number
  #due: Int32Array<ArrayBuffer> = new Int32Array(64)
  /** The tick at which the clock stands has more timers than one `advance` looks at. */
  unfinished = false
  /** How many timers the last `advance` only hung up again. */
  rehung = 0

  constructor(records: ConnectionRecords, tick: number) {
    this.#records = records
    this.#clock = tick
  }

  get clock(): number {
    return this.#clock
  }

  /** Sets the timer of `slot` to fire `ticks` after `now`. */
  arm(slot: number, now: number, ticks: number): void {
    const record = this.#records.segmentOf(slot)
    const at = this.#records.fieldsAt(slot)
    const level = levelOf(ticks)
    const expires = (now + ticks) | 0
    const fires = roundUp(expires, level)
    const meta = record[at + connectionField.meta] ?? 0
    const before = roundUp(record[at + connectionField.expires] ?? 0, (meta >>> 12) & 0xf)
    const hangs = record[at + connectionField.timerPrevious] !== timerNone
    record[at + connectionField.expires] = expires
    record[at + connectionField.meta] = (meta & ~0xf000) | (level << 12)
    if (hangs && ((fires - before) | 0) >= 0) return
    if (hangs) this.#unhang(slot)
    this.#hang(slot)
  }

  disarm(slot: number): void {
    if (this.#records.timerPrevious(slot) !== timerNone) this.#unhang(slot)
  }

  /** Puts a timer back as `setTimer` left it. */
  rehang(slot: number): void {
    this.disarm(slot)
    this.#hang(slot)
  }

  /**
   * Moves the clock to `tick` at most, to the next tick at which timers fire: their slots, taken out of the wheel,
   * in the order in which the kernel runs them (coarse levels first). Empty: `tick` is reached. Of very many at one
   * tick it looks at a part, and at the rest the next time (`unfinished`).
   */
  advance(tick: number): Int32Array {
    this.rehung = 0
    for (;;) {
      const next = this.unfinished ? this.#clock : this.#nextStop(tick)
      if (((next - tick) | 0) > 0) {
        this.#clock = tick
        return this.#due.subarray(0, 0)
      }
      this.#clock = next
      const count = this.#collect(next)
      if (count > 0 || this.unfinished) return this.#ordered(count)
    }
  }

  /** The first tick after the clock at which a bucket in use could be due. */
  #nextStop(tick: number): number {
    let shift = 0
    for (let level = 0; level < levels; level += 1) {
      if ((this.#counts[level] ?? 0) > 0) return (((this.#clock >> shift) + 1) << shift) | 0
      shift += levelShift
    }
    return (tick + 1) | 0
  }

  /** Empties the buckets that end at `tick`; timers that moved later meanwhile are hung up again. */
  #collect(tick: number): number {
    const records = this.#records
    let found = 0
    this.unfinished = false
    for (let level = 0; level < levels; level += 1) {
      const shift = level * levelShift
      if ((tick & ((1 << shift) - 1)) !== 0) break
      const bucket = bucketOf(tick, level)
      let slot = this.#heads[bucket] ?? -1
      while (slot >= 0) {
        if (found + this.rehung >= batchMax) {
          this.unfinished = true
          return found
        }
        const next = records.timerNext(slot)
        this.#unhang(slot)
        if (((records.fires(slot) - tick) | 0) > 0) {
          this.#hang(slot)
          this.rehung += 1
        } else {
          if (found === this.#due.length) this.#due = grown(this.#due)
          this.#due[found++] = slot
        }
        slot = next
      }
    }
    return found
  }

  /** Coarse levels first; in a level connections before templates, which were armed before them. */
  #ordered(count: number): Int32Array {
    const due = this.#due.subarray(0, count)
    if (count < 2) return due
    const records = this.#records
    const rank = (slot: number) =>
      (levels - 1 - records.timerLevel(slot)) * 2 + (records.flags(slot) & 1)
    const starts = new Int32Array(levels * 2 + 1)
    for (const slot of due) {
      const at = rank(slot) + 1
      starts[at] = (starts[at] ?? 0) + 1
    }
    for (let at = 1; at < starts.length; at += 1)
      starts[at] = (starts[at] ?? 0) + (starts[at - 1] ?? 0)
    const sorted = new Int32Array(count)
    for (const slot of due) {
      const at = rank(slot)
      const place = starts[at] ?? 0
      sorted[place] = slot
      starts[at] = place + 1
    }
    return sorted
  }

  #hang(slot: number): void {
    const records = this.#records
    const fires = records.fires(slot)
    const level = this.#levelFor(fires)
    const bucket = bucketOf(fires, level)
    const first = this.#heads[bucket] ?? -1
    records.setTimerNext(slot, first)
    records.setTimerPrevious(slot, -1 - bucket)
    records.setBucketLevel(slot, level)
    if (first >= 0) records.setTimerPrevious(first, slot)
    this.#heads[bucket] = slot
    this.#counts[level] = (this.#counts[level] ?? 0) + 1
  }

  #unhang(slot: number): void {
    const records = this.#records
    const next = records.timerNext(slot)
    const previous = records.timerPrevious(slot)
    if (previous < 0) this.#heads[-1 - previous] = next
    else records.setTimerNext(previous, next)
    if (next >= 0) records.setTimerPrevious(next, previous)
    records.setTimerPrevious(slot, timerNone)
    const level = records.bucketLevel(slot)
    this.#counts[level] = (this.#counts[level] ?? 0) - 1
  }

  /** The finest level whose 64 buckets reach as far. */
  #levelFor(fires: number): number {
    for (let level = 0; level < levels - 1; level += 1) {
      const shift = level * levelShift
      const distance = ((fires - this.#clock) >> shift) | 0
      if (distance < bucketsOfLevel) return level
    }
    return levels - 1
  }
}

function bucketOf(tick: number, level: number): number {
  return (level << bucketBits) | ((tick >> (level * levelShift)) & (bucketsOfLevel - 1))
}

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2)
  larger.set(array)
  return larger
}
