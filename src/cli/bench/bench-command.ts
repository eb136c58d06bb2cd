import { renameSync, writeFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { machineClock } from '../../base/clock.ts'
import { UserError } from '../../base/user-error.ts'
import { defaultProxyConfiguration, proxyModes } from '../../proxy/configuration.ts'
import { clusterOfObjects, syntheticCluster } from '../../report/bench/bench-clusters.ts'
import {
  type BenchCluster,
  type BenchRow,
  type BenchSettings,
  benchMode,
} from '../../report/bench/bench-rows.ts'
import {
  type BenchResult,
  formatBenchCsv,
  formatBenchJson,
  formatBenchTable,
} from '../../report/bench/bench-text.ts'
import { backends, type CoefficientSet } from '../../simulation/cost/coefficients.ts'
import { readCoefficients } from '../../simulation/cost/coefficients-file.ts'
import { measuredCoefficients } from '../../simulation/cost/measured-coefficients.ts'
import { syntheticClusterCidr } from '../../simulation/cost/synthetic-services.ts'
import type { TargetPosition } from '../../simulation/cost/target-position.ts'
import { clusterFromFiles } from '../cluster-input.ts'
import { type CommandIo, Progress } from '../command-io.ts'
import { readTextFile } from '../text-file.ts'
import { checkWritable } from '../writable-file.ts'
import { benchPlot } from './bench-plot.ts'

export interface BenchArguments {
  readonly filename: readonly string[]
  readonly recursive: boolean
  /** Undefined: the default sizes, or what the manifests have. */
  readonly services?: readonly number[]
  readonly endpoints?: number
  readonly affinity: boolean
  readonly position: readonly TargetPosition[]
  readonly rate: number
  readonly keepalive: number
  readonly connections: number
  readonly coefficients?: string
  readonly plot?: string
  readonly seed: number
  readonly output: 'table' | 'json' | 'csv'
}

const defaultServices = [10, 100, 1_000, 5_000, 10_000, 20_000]
const defaultEndpoints = 5
/** Services times endpoints; a node with more would take minutes and gigabytes. */
export const endpointsMax = 500_000

/** The modes side by side, at several sizes or on the user's own manifests. @throws UserError */
export async function bench(options: BenchArguments, io: CommandIo): Promise<number> {
  const coefficients = coefficientsFrom(options.coefficients)
  if (options.plot !== undefined) checkWritable(options.plot)
  const clusters = clustersFor(options, io)
  const settings: BenchSettings = {
    ...options,
    positions: options.position,
    coefficients,
    configurationOf: (mode) => ({
      ...defaultProxyConfiguration,
      mode,
      clusterCidrs: [syntheticClusterCidr],
    }),
  }
  const rows = benchAll(clusters, settings, io)
  const { affinity, seed, rate, keepalive, connections } = options
  const sources = sourcesOf(coefficients)
  const result = { rows, affinity, seed, rate, keepalive, connections, sources }
  // Whole or not at all: what was there before an interrupted run stays.
  if (options.plot !== undefined) {
    writeFileSync(`${options.plot}.tmp`, benchPlot(result))
    renameSync(`${options.plot}.tmp`, options.plot)
  }
  io.out(formats[options.output](result))
  return 0
}

const formats: Readonly<Record<BenchArguments['output'], (result: BenchResult) => string>> = {
  table: formatBenchTable,
  json: formatBenchJson,
  csv: formatBenchCsv,
}

/** Each cluster is made when it is its turn: the larger ones take hundreds of megabytes. */
function clustersFor(
  options: BenchArguments,
  io: CommandIo,
): readonly { readonly name: string; make(): BenchCluster }[] {
  const { services, endpoints = defaultEndpoints, affinity } = options
  if (options.filename.length > 0) {
    if (services !== undefined || options.endpoints !== undefined || affinity)
      throw new UserError(
        'E_USAGE',
        'with -f the manifests say how many Services and endpoints there are',
      )
    const cluster = clusterOfObjects(clusterFromFiles(options, io).objects)
    return [{ name: 'the manifests', make: () => cluster }]
  }
  const sizes = [...new Set(services ?? defaultServices)].sort((a, b) => a - b)
  const most = (sizes.at(-1) ?? 0) * endpoints
  if (most > endpointsMax)
    throw new UserError(
      'E_LIMIT',
      `${sizes.at(-1)} Services × ${endpoints} endpoints are ${most}; at most ${endpointsMax} are taken`,
    )
  return sizes.map((size) => ({
    name: `${size} Services`,
    make: () => syntheticCluster(size, endpoints, affinity),
  }))
}

function benchAll(
  clusters: ReturnType<typeof clustersFor>,
  settings: BenchSettings,
  io: CommandIo,
): BenchRow[] {
  collectGarbageOnDemand()
  const progress = new Progress(io, () => machineClock.nowMs())
  const rows: BenchRow[] = []
  for (const { name, make } of clusters) {
    const cluster = make()
    for (const mode of proxyModes) {
      progress.show(`${name}, ${mode}`)
      rows.push(...benchMode(mode, cluster, settings))
    }
  }
  progress.clear()
  return rows
}

function coefficientsFrom(name: string | undefined): CoefficientSet {
  if (name === undefined) return measuredCoefficients
  const { file, text } = readTextFile(name)
  return readCoefficients(text, file)
}

function sourcesOf(coefficients: CoefficientSet): string[] {
  return backends.map((backend) => {
    const { source, heldBack } = coefficients[backend]
    const percent = (part: number) => `${(100 * part).toFixed(1)} %`
    const error =
      heldBack === undefined
        ? ''
        : `; points that the fit had not seen: median error ${percent(heldBack.medianError)}, worst ${percent(heldBack.worstError)}, R² ${heldBack.rSquared.toFixed(3)}`
    return `Prices of ${backend}: ${source}${error}.`
  })
}

/** Memory is told after a collection; Node offers one only to those who ask. */
function collectGarbageOnDemand(): void {
  if (globalThis.gc !== undefined) return
  setFlagsFromString('--expose-gc')
  globalThis.gc = runInNewContext('gc') as NodeJS.GCFunction
}
