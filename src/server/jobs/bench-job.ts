import { readCluster } from '../../kubernetes/cluster/read-cluster.ts'
import { defaultProxyConfiguration, proxyModes } from '../../proxy/configuration.ts'
import { clusterOfObjects, syntheticCluster } from '../../report/bench/bench-clusters.ts'
import { type BenchCluster, type BenchRow, benchMode } from '../../report/bench/bench-rows.ts'
import { formatBenchCsv, formatBenchJson, formatBenchTable } from '../../report/bench/bench-text.ts'
import { backends } from '../../simulation/cost/coefficients.ts'
import { measuredCoefficients } from '../../simulation/cost/measured-coefficients.ts'
import { syntheticClusterCidr } from '../../simulation/cost/synthetic-services.ts'
import type { JobOutcome, JobRequest, OnProgress } from './job-request.ts'

/** What the modes cost, side by side, as `kpe bench`. @throws UserError E_USAGE */
export function runBench(
  request: Extract<JobRequest, { kind: 'bench' }>,
  onProgress: OnProgress,
): JobOutcome {
  const settings = {
    ...request,
    coefficients: measuredCoefficients,
    configurationOf: (mode: (typeof proxyModes)[number]) => ({
      ...defaultProxyConfiguration,
      mode,
      clusterCidrs: [syntheticClusterCidr],
    }),
  }
  const rows: BenchRow[] = []
  for (const { name, make } of clustersOf(request)) {
    const cluster = make()
    for (const mode of proxyModes) {
      onProgress(`${name}, ${mode}`)
      rows.push(...benchMode(mode, cluster, settings))
    }
  }
  const { affinity, seed, rate, keepalive, connections } = request
  const sources = backends.map((one) => `Prices of ${one}: ${measuredCoefficients[one].source}.`)
  const result = { rows, affinity, seed, rate, keepalive, connections, sources }
  return {
    passed: true,
    json: formatBenchJson(result),
    table: formatBenchTable(result),
    csv: formatBenchCsv(result),
  }
}

function clustersOf({
  cluster,
  services,
  endpoints,
  affinity,
}: Extract<JobRequest, { kind: 'bench' }>): readonly { name: string; make(): BenchCluster }[] {
  if (cluster !== undefined) {
    const { manifest } = cluster
    return [{ name: 'the cluster', make: () => clusterOfObjects(readCluster([manifest]).objects) }]
  }
  const sizes = [...new Set(services)].sort((a, b) => a - b)
  return sizes.map((size) => ({
    name: `${size} Services`,
    make: () => syntheticCluster(size, endpoints, affinity),
  }))
}
