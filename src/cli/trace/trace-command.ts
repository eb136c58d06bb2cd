import { UserError } from '../../base/user-error.ts'
import type { Backend } from '../../kernel/iptables/engine/iptables-engine.ts'
import { type Family, familyOf, tryParseAddress } from '../../packet/address.ts'
import { AddressBook } from '../../simulation/address-book.ts'
import { createSurroundings } from '../../simulation/exchange-surroundings.ts'
import { EmulatedNode } from '../../simulation/node/emulated-node.ts'
import { podBridgeName, uplinkName } from '../../simulation/node/node-network.ts'
import { tracePacket } from '../../simulation/packet-trace.ts'
import { resolveSource, resolveTarget } from '../../simulation/traffic-targets.ts'
import { type ClusterArguments, clusterFromFiles, selectNode } from '../cluster-input.ts'
import type { CommandIo } from '../command-io.ts'
import { type ProxyArguments, readProxyOptions } from '../proxy-options.ts'
import { type DumpTraceArguments, traceDumps } from './dump-trace.ts'
import { costOn, type TraceReport } from './trace-report.ts'
import { printReport, requestOf } from './trace-request.ts'

export interface TraceArguments extends DumpTraceArguments, ClusterArguments, ProxyArguments {
  readonly node?: string
  readonly namespace: string
  readonly backend?: Backend
}

/** `kpe trace`: one packet through a node's rules, and back. @throws UserError */
export async function trace(options: TraceArguments, io: CommandIo): Promise<number> {
  if (options.rules.length === 0) traceManifests(options, io)
  else if (options.filename.length === 0) traceDumps(options, io)
  else throw new UserError('E_USAGE', '-f and --rules: give manifests or dumps, not both')
  return 0
}

function traceManifests(options: TraceArguments, io: CommandIo): void {
  const { configuration, nodeName, families } = readProxyOptions(options, io)
  const { objects, ...cluster } = clusterFromFiles(options, io)
  const family = families?.[0] ?? familyOfText(options.to)
  const scope = { objects, namespace: options.namespace, family }
  const target = resolveTarget(options.to, scope)
  const source = resolveSource(options.from, { ...scope, family: familyOf(target.address) })
  const traced = selectNode({ objects, ...cluster }, options.node ?? source.nodeName ?? nodeName)
  const node = new EmulatedNode(traced, objects, {
    configuration,
    backend: options.backend ?? 'legacy',
  })
  node.sync(0)
  const request = requestOf(source, target, options)
  const surroundings = createSurroundings(uplinkName, podBridgeName)
  const result = tracePacket(node.kernel, surroundings, request, 0, options.seed)
  const mode = node.modes.find((one) => one.family === familyOf(target.address))
  if (mode === undefined)
    throw new UserError(
      'E_USAGE',
      `node ${traced.metadata.name} has no ${familyOf(target.address)}`,
    )
  const book = AddressBook.of(objects)
  const report: TraceReport = {
    node: traced.metadata.name,
    mode: `${configuration.mode} mode`,
    seed: options.seed,
    request,
    ...result,
    cost: costOn(mode, result.exchange),
    nameOf: (address) => book.nameOf(address),
  }
  printReport(report, options, io)
}

function familyOfText(text: string): Family | undefined {
  const address =
    tryParseAddress(text) ?? tryParseAddress(text.replace(/^\[|\](:\d+)?$|:\d+$/g, ''))
  return address === undefined ? undefined : familyOf(address)
}
