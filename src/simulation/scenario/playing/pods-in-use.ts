import type { RunEvent } from '../../events/run-event.ts'
import { withoutPort } from '../../results/connection-ledger.ts'

/** Which pods each traffic's clients reached last. */
export class PodsInUse {
  readonly #clients = new Map<number, { readonly traffic: string; readonly client: string }>()
  readonly #pods = new Map<string, Map<string, string>>()

  /** Only of these traffics. */
  constructor(traffics: ReadonlySet<string>) {
    for (const traffic of traffics) this.#pods.set(traffic, new Map())
  }

  observe(event: RunEvent): void {
    if (event.kind === 'connection-opened' && this.#pods.has(event.traffic))
      this.#clients.set(event.connection, {
        traffic: event.traffic,
        client: withoutPort(event.source),
      })
    if (event.kind === 'endpoint-chosen' && event.pod !== undefined) {
      const known = this.#clients.get(event.connection)
      if (known !== undefined) this.#pods.get(known.traffic)?.set(known.client, event.pod)
    }
    if (event.kind === 'connection-ended') this.#clients.delete(event.connection)
  }

  /** `namespace/name`, each once, by name. */
  podsOf(traffic: string): readonly string[] {
    return [...new Set(this.#pods.get(traffic)?.values() ?? [])].sort()
  }
}
