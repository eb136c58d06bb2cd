import { UserError } from '../../base/user-error.ts'
import { type Address, familyOf } from '../../packet/address.ts'
import type { AddressBook } from '../../simulation/address-book.ts'
import type { ExchangeRequest } from '../../simulation/exchange.ts'
import { createSurroundings } from '../../simulation/exchange-surroundings.ts'
import type { EmulatedNode } from '../../simulation/node/emulated-node.ts'
import { podBridgeName, uplinkName } from '../../simulation/node/node-network.ts'
import { type PacketTraceOptions, tracePacket } from '../../simulation/packet-trace.ts'
import { costOn, type TraceReport } from './trace-report.ts'

export interface NodeTraceOptions extends PacketTraceOptions {
  readonly nowMs: number
  readonly seed: number
  /** Names for addresses. */
  readonly book: AddressBook
}

/** One request through a synced node, and back. @throws UserError E_USAGE where the node lacks the family */
export function traceOnNode(
  node: EmulatedNode,
  request: ExchangeRequest,
  { nowMs, seed, book, ...options }: NodeTraceOptions,
): TraceReport {
  const family = familyOf(request.destination.address)
  const mode = node.modes.find((one) => one.family === family)
  if (mode === undefined)
    throw new UserError('E_USAGE', `node ${node.node.metadata.name} has no ${family}`)
  const isOurs = (address: Address) =>
    request.from !== 'client' || node.kernel.routing.isLocal(address)
  const surroundings = createSurroundings(uplinkName, podBridgeName, isOurs)
  const trace = tracePacket(node.kernel, surroundings, request, nowMs, seed, options)
  return {
    ...trace,
    node: node.node.metadata.name,
    mode: `${mode.mode} mode`,
    seed,
    request,
    cost: costOn(mode, trace.exchange),
    nameOf: (address) => book.nameOf(address),
  }
}
