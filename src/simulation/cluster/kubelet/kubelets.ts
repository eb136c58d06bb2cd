import type { Chance } from '../../../base/chance.ts'
import type { Timeline } from '../../../base/timeline.ts'
import { isReady } from '../../../kubernetes/cluster/pods/pod-states.ts'
import type { InputPod } from '../../../kubernetes/objects/input-object.ts'
import { type Address, formatAddress } from '../../../packet/address.ts'
import type { EventStream } from '../../events/event-stream.ts'
import { type ApiChange, type ApiObjects, keyOf } from '../api/api-objects.ts'
import { isTerminating } from '../api/pod-control.ts'
import type { KubeletSettings } from '../cluster-settings.ts'
import type { PodEnd } from '../living-pod.ts'
import { PodLife } from './pod-life.ts'
import { ReadinessProbe } from './readiness-probe.ts'
import { restartDelayMs } from './restart-delay.ts'
import { reportStatus } from './status-report.ts'
import { terminationPlan } from './termination-plan.ts'

export interface KubeletsSetup {
  readonly timeline: Timeline
  readonly api: ApiObjects
  readonly settings: KubeletSettings
  readonly events: EventStream
  readonly chance: Chance
  /** Its kubelet neither hears nor tells anything. */
  readonly isLost: (node: string) => boolean
  /** The addresses that the Pod was given, as text. */
  readonly addressesOf: (podName: string) => readonly string[]
}

/** The kubelets of all nodes: start Pods, probe them, end them, and tell the API server. */
export class Kubelets {
  readonly #setup: KubeletsSetup
  readonly #lives = new Map<string, PodLife>()
  readonly #byAddress = new Map<Address, PodLife>()
  readonly #listeners: ((life: PodLife) => void)[] = []
  /** What a lost node could not tell. */
  readonly #untold = new Set<PodLife>()

  constructor(setup: KubeletsSetup) {
    this.#setup = setup
    for (const pod of setup.api.pods.values()) this.#adopt(pod)
    setup.api.watch((change) => this.#observe(change))
  }

  get lives(): ReadonlyMap<string, PodLife> {
    return this.#lives
  }

  at(address: Address): PodLife | undefined {
    return this.#byAddress.get(address)
  }

  /** Calls for every Pod that starts, ends, or begins or ceases to listen. */
  onChange(listener: (life: PodLife) => void): void {
    this.#listeners.push(listener)
  }

  /** Without a readiness probe it is ready, or not, at once. */
  setReady(life: PodLife, wantsReady: boolean): void {
    life.wantsReady = wantsReady
    this.#answersMayDiffer(life)
  }

  /** Its processes end at once; the kubelet notices and starts them anew. */
  kill(life: PodLife): void {
    if (life.state !== 'running') return
    this.#emit('pod-killed', life)
    life.endProcesses(this.#setup.settings.onExit)
    life.state = 'starting'
    this.#changed(life)
    const { noticeMs } = this.#setup.settings
    const delayMs = noticeMs + restartDelayMs(life.restarts)
    life.restarts += 1
    this.#after(noticeMs, life, () => this.#report(life))
    this.#after(delayMs, life, () => this.#start(life))
  }

  /** The node is back: what could not be told or heard is now. */
  nodeReturned(node: string): void {
    for (const life of this.#untold) {
      if (life.node !== node) continue
      this.#untold.delete(life)
      this.#report(life)
    }
    for (const life of this.#lives.values()) {
      if (life.node !== node) continue
      this.#report(life)
      const pod = this.#podOf(life)
      if (pod === undefined || isTerminating(pod)) this.#terminate(life)
    }
    for (const pod of this.#setup.api.pods.values())
      if (pod.spec.nodeName === node && !this.#lives.has(keyOf(pod)) && !isOver(pod))
        this.#take(pod)
  }

  /** The machine is gone, with all that ran on it. */
  nodeDeleted(node: string): void {
    for (const life of [...this.#lives.values()]) if (life.node === node) this.#end(life, 'silence')
  }

  #observe({ before, after }: ApiChange): void {
    const pod = after ?? before
    if (pod?.kind !== 'Pod' || pod.spec.nodeName === undefined) return
    const life = this.#lives.get(keyOf(pod))
    if (this.#setup.isLost(pod.spec.nodeName)) return
    if (life === undefined) {
      if (after !== undefined) this.#take(pod)
    } else if (after === undefined || isTerminating(pod))
      this.#after(this.#setup.settings.terminationLagMs, life, () => this.#terminate(life))
  }

  /** A Pod that runs when the story begins. */
  #adopt(pod: InputPod): void {
    const { phase, podIPs } = pod.status
    if (pod.spec.nodeName === undefined || phase !== 'Running' || podIPs.length === 0) return
    const life = new PodLife(
      pod,
      podIPs.map(({ ip }) => ip),
    )
    this.#add(life)
    life.state = 'running'
    life.isListening = true
    life.wantsReady = isReady(pod)
    life.isReady = life.wantsReady
    this.#probe(life, pod, true)
    if (isTerminating(pod)) this.#terminate(life)
  }

  /** A Pod that was bound to one of the nodes. */
  #take(pod: InputPod): void {
    const addresses = this.#setup.addressesOf(keyOf(pod))
    if (addresses.length === 0) return
    const life = new PodLife(pod, addresses)
    this.#add(life)
    this.#after(this.#setup.settings.podStartMs, life, () => this.#start(life))
    if (isTerminating(pod)) this.#terminate(life)
  }

  #add(life: PodLife): void {
    this.#lives.set(life.name, life)
    if (!life.hostNetwork) for (const address of life.addresses) this.#byAddress.set(address, life)
  }

  #start(life: PodLife): void {
    const pod = this.#podOf(life)
    if (life.state !== 'starting' || pod === undefined) return
    life.state = 'running'
    this.#emit('pod-started', life)
    this.#probe(life, pod, false)
    this.#after(this.#setup.settings.warmUpMs, life, () => {
      if (life.state !== 'running') return
      life.isListening = true
      this.#changed(life)
      this.#answersMayDiffer(life)
    })
    this.#answersMayDiffer(life)
    this.#report(life)
  }

  #probe(life: PodLife, { spec }: InputPod, isAdopted: boolean): void {
    const { timeline, chance } = this.#setup
    life.probes = spec.containers.flatMap(({ readinessProbe: timing }) => {
      if (timing === undefined) return []
      const sinceMs = isAdopted ? chance.below(timing.periodSeconds * 1_000) : 0
      const aroundMs = isAdopted ? timing.initialDelaySeconds * 1_000 : 0
      return new ReadinessProbe({
        timeline,
        timing,
        startedMs: timeline.nowMs() - sinceMs - aroundMs,
        isReady: life.isReady,
        ask: () => life.answersProbes,
        onResult: () => this.#judge(life),
      })
    })
  }

  #answersMayDiffer(life: PodLife): void {
    for (const probe of life.probes) probe.look()
    this.#judge(life)
  }

  /** A container without a probe is ready while it runs; its own word steers it here all the same. */
  #judge(life: PodLife): void {
    const isRunning = life.state === 'running' || life.state === 'terminating'
    const isReady =
      isRunning &&
      (life.probes.length === 0 ? life.wantsReady : life.probes.every((probe) => probe.isReady))
    if (isReady === life.isReady) return
    life.isReady = isReady
    this.#report(life)
  }

  #terminate(life: PodLife): void {
    if (life.state === 'terminating' || life.state === 'gone') return
    const pod = this.#podOf(life)
    const wasRunning = life.state === 'running'
    life.state = 'terminating'
    const { onSigterm } = this.#setup.settings
    const plan = pod && wasRunning ? terminationPlan(pod, onSigterm) : undefined
    this.#after(plan?.sigtermAfterMs ?? 0, life, () => {
      if (onSigterm.stopsListening === 'at-once') life.isListening = false
      this.#changed(life)
      this.#answersMayDiffer(life)
    })
    this.#after(plan?.endAfterMs ?? 0, life, () => this.#end(life))
  }

  #end(life: PodLife, how: PodEnd = this.#setup.settings.onExit): void {
    life.endProcesses(how)
    life.state = 'gone'
    this.#lives.delete(life.name)
    for (const address of life.addresses)
      if (this.#byAddress.get(address) === life) this.#byAddress.delete(address)
    this.#changed(life)
    this.#emit('pod-gone', life)
    this.#report(life)
  }

  #report(life: PodLife): void {
    const { timeline, settings, isLost, api } = this.#setup
    timeline.after(settings.statusLagMs, () => {
      if (isLost(life.node)) this.#untold.add(life)
      else reportStatus(api, life)
    })
  }

  /** The API server's object of this very Pod, not of a later one of its name. */
  #podOf(life: PodLife): InputPod | undefined {
    const pod = this.#setup.api.pods.get(life.name)
    return pod?.metadata.uid === life.uid ? pod : undefined
  }

  #after(delayMs: number, life: PodLife, action: () => void): void {
    this.#setup.timeline.after(delayMs, () => {
      if (life.state !== 'gone') action()
    })
  }

  #changed(life: PodLife): void {
    for (const listener of this.#listeners) listener(life)
  }

  #emit(kind: 'pod-started' | 'pod-gone' | 'pod-killed', { name, node, addresses }: PodLife): void {
    this.#setup.events.emit({
      kind,
      atMs: this.#setup.timeline.nowMs(),
      pod: name,
      node,
      addresses: addresses.map(formatAddress),
    })
  }
}

function isOver({ status }: InputPod): boolean {
  return status.phase === 'Succeeded' || status.phase === 'Failed'
}
