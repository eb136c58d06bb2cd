import { ChanceStreams } from '../../base/chance-streams.ts'
import { createSeededChance } from '../../base/seeded-chance.ts'
import { Timeline } from '../../base/timeline.ts'
import { UserError } from '../../base/user-error.ts'
import type { ProxyMode } from '../../proxy/configuration.ts'
import { watchRun } from '../checkers/watch-run.ts'
import { LivingCluster } from '../cluster/living-cluster.ts'
import { EventStream } from '../events/event-stream.ts'
import { ClusterNetwork } from '../network/cluster-network.ts'
import { expectationsIn, judgeExpectations } from '../results/judge-run.ts'
import { ListingCounts } from '../results/listing-counts.ts'
import { RunRecorder } from '../results/run-recorder.ts'
import type { RunPart, RunResult } from '../results/run-result.ts'
import { Traffic } from '../traffic/traffic.ts'
import type { ListingExpectation } from './expectation.ts'
import type { PlannedAction } from './planned-event.ts'
import { inject } from './playing/inject.ts'
import { namesFor } from './playing/names-for.ts'
import { playAction } from './playing/play-action.ts'
import { PodsInUse } from './playing/pods-in-use.ts'
import { atField } from './reading/draft.ts'
import type { RunSettings } from './reading/run-settings.ts'
import type { Scenario, ScenarioPart } from './scenario.ts'

export interface ScenarioRunOptions {
  /** Default: the scenario's own, or 1. */
  readonly seed?: number
  /** Played without the cause of what it shows, as the scenario's `without` says. */
  readonly without?: boolean
}

const defaultSeed = 1

/** One scenario in one mode with one seed, played action by action in virtual time. */
export class ScenarioRun {
  readonly scenario: Scenario
  readonly mode: ProxyMode
  readonly part: RunPart
  readonly seed: number
  readonly events = new EventStream()
  readonly cluster: LivingCluster
  readonly network: ClusterNetwork
  readonly endMs: number
  readonly #part: ScenarioPart
  readonly #settings: RunSettings
  readonly #timeline = new Timeline()
  readonly #traffic: Traffic
  readonly #recorder: RunRecorder
  readonly #podsInUse: PodsInUse
  readonly #injections: string[] = []
  readonly #listings: ListingCounts
  readonly #listed: readonly ListingExpectation[]
  readonly #finishChecks: (nowMs: number) => void
  #isStarted = false
  #result: RunResult | undefined

  /** @throws UserError E_SCENARIO where there is nothing to play without its cause */
  constructor(scenario: Scenario, mode: ProxyMode, options: ScenarioRunOptions = {}) {
    this.scenario = scenario
    this.mode = mode
    this.part = options.without === true ? 'without' : 'cause'
    this.#part = partOf(scenario, this.part)
    this.seed = options.seed ?? scenario.document.seed ?? defaultSeed
    this.endMs = this.#part.endMs
    this.#settings = this.#part.settingsIn(mode)
    const streams = new ChanceStreams(createSeededChance(this.seed))
    const { initial, clients, traffic } = this.#part
    const { events } = this
    this.cluster = new LivingCluster(
      initial,
      this.#settings.cluster,
      this.#timeline,
      events,
      streams.of('cluster'),
    )
    this.network = new ClusterNetwork(
      this.cluster,
      this.#timeline,
      streams.of('network'),
      this.#settings.network,
    )
    this.#podsInUse = new PodsInUse(trafficsInUse(this.#part))
    events.subscribe((event) => this.#podsInUse.observe(event))
    const expected = [this.#part, scenario.cause].flatMap(({ expectations }) =>
      expectationsIn(expectations, mode),
    )
    this.#listings = new ListingCounts(this.cluster.nodes)
    this.#listed = expected.filter((one) => one.kind === 'listing')
    this.#recorder = new RunRecorder(this.#part, expected, this.cluster.nodes, events)
    this.#finishChecks = watchRun(events, this.cluster, this.network, this.#settings.cluster)
    this.#traffic = new Traffic(
      traffic,
      clients,
      this.network,
      this.cluster,
      this.#timeline,
      events,
      streams.of('traffic'),
      { settings: this.#settings.traffic, resolveName: namesFor(this.cluster) },
    )
  }

  get nowMs(): number {
    return this.#timeline.nowMs()
  }

  /** Nothing is left to play before the scenario's end. */
  get isOver(): boolean {
    if (!this.#isStarted) return false
    const nextMs = this.#timeline.nextMs()
    return nextMs === undefined || nextMs > this.endMs
  }

  /** Plays the next action; false when the scenario is over. */
  step(): boolean {
    this.#start()
    return !this.isOver && this.#timeline.step()
  }

  /** Plays up to this instant, or to the scenario's end. */
  runTo(atMs: number): void {
    this.#start()
    this.#timeline.runTo(Math.min(atMs, this.endMs))
  }

  /** Plays what is left, and says what came of it all. */
  finish(): RunResult {
    this.runTo(this.endMs)
    this.#result ??= this.#judge()
    return this.#result
  }

  /** What is subscribed to the events by now hears of the beginning too. */
  #start(): void {
    if (this.#isStarted) return
    this.#isStarted = true
    this.cluster.start()
    for (const [name, value] of Object.entries(this.#settings.sysctls))
      for (const node of this.cluster.nodes.keys())
        atField(this.scenario.locate, ['cluster', 'sysctls', name], () =>
          this.cluster.setSysctl(node, name, value),
        )
    for (const { atMs, action, path } of this.#part.events)
      this.#timeline.at(atMs, () =>
        atField(this.scenario.locate, path, () =>
          playAction(action, {
            cluster: this.cluster,
            podsInUse: this.#podsInUse,
            inject: (injected, nodes) => this.#inject(injected, nodes),
          }),
        ),
      )
    for (const one of this.#listed)
      this.#timeline.at(one.atMs, () => this.#listings.count(one, one.atMs))
    this.#traffic.start()
  }

  #inject(action: Extract<PlannedAction, { kind: 'inject' }>, nodes: readonly string[]): void {
    if (!this.#injections.includes(action.injection)) this.#injections.push(action.injection)
    const { cluster, network } = this
    inject(action, nodes, { cluster, network, timeline: this.#timeline })
  }

  #judge(): RunResult {
    const recorder = this.#recorder
    this.#finishChecks(this.nowMs)
    recorder.finish()
    const { convergence, peaks, syncs, violations } = recorder
    const atEnd = recorder.sizesAt(this.nowMs)
    const numbers = { convergence, peaks, atEnd, syncs, violations }
    const expectations = judgeExpectations(
      this.scenario,
      this.part,
      this.mode,
      recorder,
      numbers,
      this.#listings,
    )
    for (const { expectation, met, seen } of expectations)
      this.events.emit({
        kind: met ? 'expectation-met' : 'expectation-failed',
        atMs: this.nowMs,
        expectation,
        seen,
      })
    return {
      scenario: this.scenario.name,
      purpose: this.scenario.document.purpose,
      mode: this.mode,
      part: this.part,
      seed: this.seed,
      durationMs: this.endMs,
      traffic: recorder.traffic,
      ...numbers,
      expectations,
      injections: this.#injections,
      passed: expectations.every(({ met }) => met),
    }
  }
}

function partOf(scenario: Scenario, part: RunPart): ScenarioPart {
  if (part === 'cause') return scenario.cause
  if (scenario.without !== undefined) return scenario.without
  throw new UserError('E_SCENARIO', 'the scenario has no `without` section', {
    file: scenario.file,
  })
}

function trafficsInUse({ events }: ScenarioPart): ReadonlySet<string> {
  return new Set(
    events.flatMap(({ action }) =>
      'pods' in action
        ? action.pods.flatMap((pod) => (pod.kind === 'used-by' ? pod.traffic : []))
        : [],
    ),
  )
}
