import type { WatchedObject } from '../../../kubernetes/objects/kubernetes-object.ts'
import type { HealthCheckAnswer } from '../../../proxy/node/service-health-server.ts'
import type { ModeEmulation } from './mode-emulation.ts'
import type { RecordedFlow } from './recorded-flows.ts'
import type { RecordedState, RecordedStep } from './recorded-state.ts'

/** One step's answer, in the recording's fields; a mode adds its own. */
export interface StepAnswer {
  readonly step: number
  readonly sync: 'full' | 'partial' | 'none'
  readonly error?: string
  /** Null where the step was refused. */
  readonly healthChecks: readonly HealthCheckAnswer[] | null
  readonly conntrack: {
    readonly ran: boolean
    readonly deleted: readonly RecordedFlow['written'][] | null
    readonly left: number
  }
}

/** Gives one kube-proxy the steps of a recorded state, one after another. */
export class StateRun {
  readonly #state: RecordedState
  readonly #emulation: ModeEmulation
  #flows: readonly RecordedFlow[] = []
  #stepCount = 0
  #isStarted = false
  #nowMs = 0

  constructor(state: RecordedState, emulation: ModeEmulation) {
    this.#state = state
    this.#emulation = emulation
  }

  step(step: RecordedStep): StepAnswer {
    const number = this.#stepCount
    this.#stepCount += 1
    if (step.error !== undefined) return refused(number, step.error)
    const { proxy } = this.#emulation
    if (step.conntrack !== undefined) this.#flows = step.conntrack
    this.#emulation.beforeStep?.(step)
    if (step.proxyHealthy !== undefined) proxy.healthServer.isProxyHealthy = step.proxyHealthy
    const isStart = !this.#isStarted
    this.#isStarted = true
    if (isStart) this.#start(step)
    else this.#observe(step)
    const isSynced = isStart || proxy.isSyncWanted || step.forceFull || step.forceSync
    const sync = isSynced ? proxy.sync(this.#nowMs) : undefined
    const deleted = sync?.cleansConntrack === true ? proxy.staleFlows(this.#flows) : []
    this.#flows = this.#flows.filter((flow) => !deleted.includes(flow))
    return {
      step: number,
      sync: sync?.kind ?? ('none' as const),
      ...(sync?.failed === true ? { error: 'Sync failed' } : {}),
      ...this.#emulation.takeAnswer(),
      healthChecks: proxy.healthServer.answers(),
      conntrack: {
        ran: sync?.cleansConntrack ?? false,
        deleted: deleted.map(({ written }) => written),
        left: this.#flows.length,
      },
    }
  }

  /** kube-proxy's informers list everything before the first sync; the first step's deletions name nothing yet. */
  #start({ apply }: RecordedStep): void {
    const { serviceCidrs, machine, nodeLabels } = this.#state
    const metadata = { namespace: '', annotations: {} }
    if (serviceCidrs.length > 0)
      this.#apply({
        kind: 'ServiceCIDR',
        apiVersion: 'networking.k8s.io/v1',
        metadata: { ...metadata, name: 'kubernetes', labels: {} },
        spec: { cidrs: serviceCidrs },
      })
    this.#apply({
      kind: 'Node',
      apiVersion: 'v1',
      metadata: { ...metadata, name: machine.nodeName, labels: nodeLabels },
      spec: { podCIDRs: machine.podCidrs },
      status: { addresses: [] },
    })
    const order: readonly WatchedObject['kind'][] = ['Service', 'EndpointSlice']
    const rank = ({ kind }: WatchedObject) => order.indexOf(kind)
    for (const object of [...apply].sort((a, b) => rank(a) - rank(b))) this.#apply(object)
  }

  #observe(step: RecordedStep): void {
    // The real clock also moves a little between two steps: an hour later is more than an hour later.
    this.#nowMs += step.elapsedMs + 1
    for (const { kind, namespace, name } of step.delete)
      this.#emulation.proxy.observe({ kind: 'deleted', objectKind: kind, namespace, name })
    for (const object of step.apply) this.#apply(object)
    if (step.forceFull) this.#emulation.proxy.forceFullSync()
  }

  #apply(object: WatchedObject): void {
    this.#emulation.proxy.observe({ kind: 'applied', object })
  }
}

/** What the recordings say of a step that could not be read. */
function refused(step: number, error: string): StepAnswer {
  const conntrack = { ran: false, deleted: null, left: 0 }
  return { step, sync: 'none', error, healthChecks: null, conntrack }
}
