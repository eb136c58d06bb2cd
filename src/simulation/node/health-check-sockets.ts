import type { LocalSocket, LocalSockets } from '../../kernel/local-sockets.ts'
import { type Family, parseAddress } from '../../packet/address.ts'
import { protocolNumber } from '../../packet/protocol.ts'
import type { HealthCheckAnswer } from '../../proxy/node/service-health-server.ts'

/** The sockets of the node's kube-proxies at the health check node ports. */
export class HealthCheckSockets {
  readonly #sockets: LocalSockets
  readonly #open = new Map<Family, readonly LocalSocket[]>()

  constructor(sockets: LocalSockets) {
    this.#sockets = sockets
  }

  /** Opens and closes what the health server of a family now has. */
  update(family: Family, answers: readonly HealthCheckAnswer[]): void {
    for (const socket of this.#open.get(family) ?? []) this.#sockets.close(socket)
    const open = answers.flatMap(({ listen }) => listen.map(socketAt))
    for (const socket of open) this.#sockets.open(socket)
    this.#open.set(family, open)
  }
}

/** `0.0.0.0:31000`, `[2001:db8::1]:31000`: the unspecified address takes packets to any. */
function socketAt(endpoint: string): LocalSocket {
  const colon = endpoint.lastIndexOf(':')
  const host = endpoint.slice(0, colon).replace(/^\[|\]$/g, '')
  const any = host === '0.0.0.0' || host === '::'
  return {
    protocol: protocolNumber.tcp,
    port: Number(endpoint.slice(colon + 1)),
    ...(any ? {} : { address: parseAddress(host) }),
  }
}
