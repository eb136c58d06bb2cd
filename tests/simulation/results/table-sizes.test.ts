import { expect, it } from 'vitest'
import { proxyModes } from '../../../src/proxy/configuration.ts'
import { tableSizesOf } from '../../../src/simulation/results/table-sizes.ts'
import { runOf, steady } from '../scenario/played.ts'

it.each(proxyModes)('counts what has not expired in %s mode', (mode) => {
  const run = runOf(
    ['cluster: { nodes: 1 }', ...steady.map((line) => line.replace('10/s', '10/s, stop: 1s'))],
    mode,
  )
  const sizesAt = (atMs: number) => {
    run.runTo(atMs)
    const [node] = run.cluster.nodes.values()
    return node === undefined ? undefined : tableSizesOf(node, atMs)
  }
  const early = sizesAt(2_000)
  expect(early?.conntrackEntries).toBe(10)
  expect(early?.ipvsConnections).toBe(mode === 'ipvs' ? 10 : 0)
})
