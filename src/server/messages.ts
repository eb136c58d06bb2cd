import type { RunEvent } from '../simulation/events/run-event.ts'

/**
 * What passes over the WebSocket at `/v1/stream`, both ways, one JSON object a frame; for pages and programs to
 * import. Times are virtual milliseconds. Every topic counts its events from 1 without gaps: who was away
 * says the last number it saw and goes on from there.
 */
export type ServerMessage =
  | { readonly kind: 'hello'; readonly version: string; readonly framesPerSecondMax: number }
  | {
      readonly kind: 'subscribed'
      readonly topic: Topic
      /** The number of the last event that happened so far; 0: none. */
      readonly lastSequence: number
    }
  | { readonly kind: 'unsubscribed'; readonly topic: Topic }
  | {
      readonly kind: 'events'
      readonly topic: Topic
      /** Of the first of these; the others follow it. With a filter, some are left out: `sequences` has them. */
      readonly firstSequence: number
      readonly sequences?: readonly number[]
      readonly events: readonly StreamEvent[]
    }
  | {
      /** This reader was too slow, or away too long: events from … to … are gone for it. */
      readonly kind: 'left-out'
      readonly topic: Topic
      readonly fromSequence: number
      readonly toSequence: number
      readonly count: number
    }
  | {
      /** A message that was not understood, or a wish that cannot be met; the socket stays open. */
      readonly kind: 'error'
      readonly code: string
      readonly detail: string
    }
  /** The server stops, or the topic is deleted. */
  | { readonly kind: 'goodbye'; readonly reason: string }

export type ClientMessage =
  | {
      readonly kind: 'subscribe'
      readonly topic: Topic
      /** The last sequence number that was seen; absent: from now on. 0: all that is still kept. */
      readonly after?: number
      /** Only the events of this connection. */
      readonly connection?: number
    }
  | { readonly kind: 'unsubscribe'; readonly topic: Topic }
  | RunControl

export type RunControl =
  | { readonly kind: 'pause'; readonly run: string }
  | {
      readonly kind: 'resume'
      readonly run: string
      /** Virtual seconds a second; absent: as fast as it goes. */
      readonly speed?: number
    }
  | { readonly kind: 'step'; readonly run: string; readonly actions?: number }
  /** Forward, or back by playing again from the start. */
  | { readonly kind: 'seek'; readonly run: string; readonly atMs: number }

export type Topic =
  | { readonly kind: 'cluster'; readonly cluster: string }
  | { readonly kind: 'run'; readonly run: string }

export type StreamEvent = ClusterStreamEvent | RunStreamEvent

/** What happens to a cluster that is kept. */
export type ClusterStreamEvent =
  | {
      readonly kind: 'objects-changed'
      readonly atMs: number
      readonly revision: number
      readonly objects: {
        readonly added: readonly string[]
        readonly changed: readonly string[]
        readonly removed: readonly string[]
      }
    }
  | {
      readonly kind: 'sync-done'
      readonly atMs: number
      readonly node: string
      readonly mode: string
      readonly family: 'IPv4' | 'IPv6'
      readonly sync: 'full' | 'partial'
      readonly failed: boolean
      readonly lines: number
      readonly bytes: number
      readonly rulesAdded: number
      readonly rulesRemoved: number
    }
  | {
      readonly kind: 'connection-opened'
      readonly atMs: number
      readonly connection: number
      readonly node: string
      readonly mode: string
      readonly protocol: string
      readonly source: string
      readonly destination: string
      readonly outcome: string
      /** The first packet's way, rules that do not match folded; as in a trace's JSON. */
      readonly steps: readonly object[]
    }
  | {
      readonly kind: 'endpoint-chosen'
      readonly atMs: number
      readonly connection: number
      readonly backend: string
      readonly backendName?: string
      readonly seenSource: string
    }
  | {
      readonly kind: 'connection-changed'
      readonly atMs: number
      readonly connection: number
      readonly before: string
      readonly now: string
    }

/** What happens in a run; `mode` says in which of the modes that are played one after the other. */
export type RunStreamEvent =
  | (RunEvent & { readonly mode: string })
  /** It was paused, goes on, is over. */
  | { readonly kind: 'run-state'; readonly atMs: number; readonly state: RunProgress }

/** Where a run stands. */
export interface RunProgress {
  readonly status: 'queued' | 'running' | 'paused' | 'finished' | 'failed' | 'cancelled'
  /** The mode that is being played. */
  readonly mode?: string
  readonly nowMs: number
  readonly endMs: number
  /** Virtual seconds a second; absent: as fast as it goes. */
  readonly speed?: number
  readonly events: number
}
