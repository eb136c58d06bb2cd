import { createSocket, type Socket } from 'node:dgram'
import { constants, setPriority } from 'node:os'
import type { CommandIo } from '../command-io.ts'

/** What the process in the client's namespace is to send. */
export interface ProbePlan {
  readonly targets: readonly { readonly address: string; readonly port: number }[]
  /** Flows to each target, after `warmUp` that are not timed. */
  readonly flows: number
  readonly warmUp: number
  /** More packets of each flow, timed by themselves: those of an established connection. */
  readonly laterPackets: number
}

/** Microseconds within `send`, one list a target. */
export interface ProbeTimes {
  readonly first: readonly (readonly number[])[]
  readonly later: readonly (readonly number[])[]
}

const payload = Buffer.alloc(16)
const firstPort = 2_000
/** Fewer than the files that a process may have open. */
const socketsAtOnce = 200

/**
 * The hidden command that `kpe calibrate` runs in the client's namespace. veth hands a packet on within the sender's own
 * system call: when `send` returns, the packet has passed every hook of the node. How long that took is the path,
 * with Node's own part of a send, which is the same with and without rules and goes when one is taken from the other.
 */
export async function probe(planText: string, io: CommandIo): Promise<number> {
  const plan = JSON.parse(planText) as ProbePlan
  try {
    setPriority(constants.priority.PRIORITY_HIGHEST)
  } catch {
    // Without the right to it the figures are only a little less steady.
  }
  const times = await sendAll(plan)
  io.out(JSON.stringify(times))
  return 0
}

/** Sends every flow's packets, the targets in turn so that drift hits all alike. */
export async function sendAll(plan: ProbePlan): Promise<ProbeTimes> {
  const first: number[][] = plan.targets.map(() => [])
  const later: number[][] = plan.targets.map(() => [])
  const count = plan.warmUp + plan.flows
  for (let done = 0; done < count; done += socketsAtOnce) {
    const sockets = Array.from({ length: Math.min(socketsAtOnce, count - done) }, (_, index) =>
      openSocket(firstPort + done + index),
    )
    for (const [index, socket] of sockets.entries())
      for (const [place, { address, port }] of plan.targets.entries()) {
        const isTimed = done + index >= plan.warmUp
        const took = timeOf(socket, address, port)
        if (isTimed) first[place]?.push(took)
        for (let packet = 0; packet < plan.laterPackets; packet += 1) {
          const again = timeOf(socket, address, port)
          if (isTimed) later[place]?.push(again)
        }
      }
    for (const socket of sockets) socket.close()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { first, later }
}

/** A lookup that answers at once: then `bind` and `send` do their work before they return. */
function openSocket(port: number): Socket {
  const lookup = (
    host: string,
    _options: unknown,
    callback: (error: null, address: string, family: number) => void,
  ) => callback(null, host, 4)
  const socket = createSocket({ type: 'udp4', lookup: lookup as never })
  socket.bind(port)
  return socket
}

function timeOf(socket: Socket, address: string, port: number): number {
  const start = performance.now()
  socket.send(payload, port, address)
  return (performance.now() - start) * 1_000
}
