import { refusalsOn } from '../report/refusals.ts'
import type { EmulatedNode } from '../simulation/node/emulated-node.ts'
import type { CommandIo } from './command-io.ts'

/** Says on stderr what the node's tools refuse. */
export function warnOfRefusals(node: EmulatedNode, io: CommandIo): void {
  for (const refusal of refusalsOn(node)) io.err(`warning: ${refusal}\n`)
}
