import type { InstantMs } from '../../../base/clock.ts'
import type { Timeline, Timer } from '../../../base/timeline.ts'
import type { Family } from '../../../packet/address.ts'
import type { ProxyConfiguration } from '../../../proxy/configuration.ts'
import { terminationCheckPeriodMs } from '../../../proxy/ipvs/servers/terminating-servers.ts'
import { fullSyncPeriodMs } from '../../../proxy/proxier.ts'
import type { EventStream } from '../../events/event-stream.ts'
import type { NodeSync } from '../../node/node-mode.ts'
import type { KubeProxySettings } from '../cluster-settings.ts'
import type { NodeHistory } from './node-history.ts'
import { type SyncIntervals, SyncRunner } from './sync-runner.ts'
import { sizeOf } from './sync-size.ts'
import type { XtablesLock } from './xtables-lock.ts'

export interface FamilyProxySetup {
  readonly family: Family
  readonly node: string
  readonly timeline: Timeline
  readonly events: EventStream
  readonly settings: KubeProxySettings
  readonly history: NodeHistory
  /** Undefined: iptables takes none (its nft backend). */
  readonly lock: XtablesLock | undefined
  readonly isLarge: () => boolean
  /** How many changes of the watch have come to the node. */
  readonly arrived: () => number
  /** Called after a sync that succeeded: changes from and up to these are written. */
  readonly synced: (from: number, to: number) => void
}

/** What it knew at its start, and whether it may write into iptables. */
interface SyncUnderWay {
  readonly startedMs: InstantMs
  readonly upTo: number
  readonly isFull: boolean
  /** When that happened which it is asked for. */
  readonly sinceMs: InstantMs | undefined
  readonly hasLock: boolean
}

/** Of a process that does not run. */
const unstarted: SyncIntervals = { minMs: 0, maxMs: fullSyncPeriodMs, retryMs: fullSyncPeriodMs }

/** One kube-proxy's sync loop: when it syncs, how long that takes, and what came of it. */
export class FamilyProxy {
  readonly family: Family
  runner: SyncRunner
  syncsMade = 0
  readonly #setup: FamilyProxySetup
  #mode: ProxyConfiguration['mode'] = 'iptables'
  #firstAskedMs: InstantMs | undefined
  #isFullWanted = true
  #lastFullMs: InstantMs = Number.NEGATIVE_INFINITY
  #written: number
  /** The last sync wrote nothing new: another one would not either. */
  #isSettled = false
  #underWay: Pick<Timer, 'cancel'> | undefined
  #terminationCheck: Timer | undefined
  #startedMs: InstantMs = 0
  #idleRunsBefore = 0

  constructor(setup: FamilyProxySetup) {
    this.#setup = setup
    this.family = setup.family
    this.#written = setup.arrived()
    this.runner = this.#runnerOf(unstarted)
  }

  get isIdle(): boolean {
    return this.#underWay === undefined && this.runner.isIdle
  }

  get idleRuns(): number {
    return this.#idleRunsBefore + this.runner.idleRuns
  }

  /** A new process: its first sync takes so long, then its loop begins. */
  start(configuration: ProxyConfiguration, firstSyncMs: number): void {
    const { mode, minSyncPeriodMs, syncPeriodMs } = configuration
    this.#mode = mode
    this.#startedMs = this.#setup.timeline.nowMs()
    this.#isFullWanted = true
    this.#written = this.#setup.arrived()
    const maxMs = mode === 'ipvs' ? syncPeriodMs : fullSyncPeriodMs
    this.runner = this.#runnerOf({ minMs: minSyncPeriodMs, maxMs, retryMs: syncPeriodMs })
    this.#begin(firstSyncMs, () => this.runner.start(false))
  }

  /** The process ends; a sync that is under way comes to nothing. */
  stop(): void {
    this.runner.stop()
    this.#idleRunsBefore = this.idleRuns
    this.runner = this.#runnerOf(unstarted)
    this.#underWay?.cancel()
    this.#underWay = undefined
    this.#terminationCheck?.cancel()
    this.#terminationCheck = undefined
    this.#firstAskedMs = undefined
  }

  /** `sinceMs`: when that happened which it is asked for. */
  ask(sinceMs: InstantMs): void {
    this.#firstAskedMs ??= sinceMs
    this.runner.ask()
  }

  forceFullSync(): void {
    this.#isFullWanted = true
  }

  #runnerOf(intervals: SyncIntervals): SyncRunner {
    const { timeline, settings } = this.#setup
    return new SyncRunner({
      timeline,
      intervals,
      idleRunMs: settings.syncDurationMs,
      run: () => this.#sync(),
    })
  }

  #sync(): void {
    const { fullSyncDurationMs, syncDurationMs } = this.#setup.settings
    this.#lastFullMs = Math.max(this.#lastFullMs, this.runner.idleEndedMs ?? this.#lastFullMs)
    const isFull = this.#isFull()
    this.#begin(isFull ? fullSyncDurationMs : syncDurationMs, (failed) =>
      this.runner.finished(failed, this.#isQuiet()),
    )
  }

  /** In IPVS mode every sync is called full, but goes through what changed only. */
  #isFull(): boolean {
    if (this.#isFullWanted) return true
    if (this.#mode === 'ipvs') return false
    const isHourly = this.#setup.timeline.nowMs() - this.#lastFullMs >= fullSyncPeriodMs
    return isHourly && !(this.#mode === 'iptables' && this.#setup.isLarge())
  }

  /** What it knows at its start is what stands at its end. */
  #begin(durationMs: number, then: (failed: boolean) => void): void {
    const { timeline, arrived } = this.#setup
    const startedMs = timeline.nowMs()
    const upTo = arrived()
    const isFull = this.#isFull()
    const sinceMs = this.#firstAskedMs
    this.#firstAskedMs = undefined
    const end = (hasLock: boolean) => {
      this.#underWay = undefined
      then(this.#end({ startedMs, upTo, isFull, sinceMs, hasLock }))
    }
    const write = () => {
      const lock = this.#mode === 'nftables' ? undefined : this.#setup.lock
      if (lock?.isHeld === true) this.#underWay = lock.wait(end)
      else end(true)
    }
    if (durationMs === 0) write()
    else this.#underWay = timeline.after(durationMs, write)
  }

  /** True: it failed. */
  #end({ startedMs, upTo, isFull, sinceMs, hasLock }: SyncUnderWay): boolean {
    const { timeline, history, synced } = this.#setup
    const nowMs = timeline.nowMs()
    this.syncsMade += 1
    const isForced = this.#isFullWanted
    const before = history.connectionCount
    const done = history.note({
      kind: 'sync',
      family: this.family,
      upTo,
      atMs: nowMs,
      isForced,
      lastFullMs: this.#lastFullMs,
      hasLock,
    })
    const failed = done?.sync.failed ?? !hasLock
    this.#isFullWanted = failed
    this.#tellDeleted(before - history.connectionCount)
    if (isFull && !failed) this.#lastFullMs = nowMs
    this.#emit({ startedMs, isFull, sinceMs }, failed, done)
    if (failed) {
      // What was asked for is still to come.
      this.#firstAskedMs = sinceMs ?? this.#firstAskedMs
      return true
    }
    const from = this.#written
    this.#written = upTo
    this.#isSettled = from === upTo && !isForced
    synced(from, upTo)
    this.#watchTerminating()
    return false
  }

  /** kube-proxy deletes stale UDP entries after it has written its rules. */
  #tellDeleted(count: number): void {
    if (count <= 0) return
    const { events, node, timeline } = this.#setup
    const table = 'conntrack'
    events.emit({ kind: 'entries-deleted', atMs: timeline.nowMs(), node, table, count })
  }

  /** In IPVS mode kube-proxy looks once a minute whether servers that are to go have lost their connections. */
  #watchTerminating(): void {
    const { timeline, history } = this.#setup
    if (this.#terminationCheck !== undefined || !history.isTerminating(this.family)) return
    const periods = Math.floor((timeline.nowMs() - this.#startedMs) / terminationCheckPeriodMs) + 1
    const atMs = this.#startedMs + periods * terminationCheckPeriodMs
    this.#terminationCheck = timeline.at(atMs, () => {
      this.#terminationCheck = undefined
      history.checkTerminating(this.family, timeline.nowMs())
      if (!this.#isQuiet()) this.runner.disturb()
      this.#watchTerminating()
    })
  }

  /** The next sync that nobody asks for would change nothing. */
  #isQuiet(): boolean {
    if (!this.#isSettled || this.#isFullWanted) return false
    return !this.#setup.history.hasUnsettled(this.family)
  }

  #emit(
    { startedMs, isFull, sinceMs }: Pick<SyncUnderWay, 'startedMs' | 'isFull' | 'sinceMs'>,
    failed: boolean,
    done: NodeSync | undefined,
  ): void {
    const { events, node, timeline } = this.#setup
    const nowMs = timeline.nowMs()
    events.emit({
      kind: 'sync-done',
      atMs: nowMs,
      node,
      family: this.family,
      sync: done?.sync.kind ?? (isFull || this.#mode === 'ipvs' ? 'full' : 'partial'),
      failed,
      ...sizeOf(done),
      waitedMs: sinceMs === undefined ? 0 : nowMs - sinceMs,
      tookMs: nowMs - startedMs,
    })
  }
}
