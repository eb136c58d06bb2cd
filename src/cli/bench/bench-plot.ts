import type { BenchRow } from '../../report/bench/bench-rows.ts'
import type { BenchResult } from '../../report/bench/bench-text.ts'
import { formatCount } from '../../report/table.ts'
import { backends } from '../../simulation/cost/coefficients.ts'
import { type PlotLine, plotSvg } from './plot.ts'

/** What a new connection and a first load cost in each mode, by the number of Services. */
export function benchPlot({ rows, affinity }: BenchResult): string {
  const [first] = rows
  const position = first?.position ?? 'random'
  const own = rows.filter((row) => row.position === position)
  const lines = (y: (row: BenchRow) => number): PlotLine[] =>
    backends.flatMap((backend) => {
      const points = own.filter((row) => row.backend === backend)
      const isEstimate = points.some(({ measured }) => !measured)
      const name = isEstimate ? `${backend} (estimate)` : backend
      return points.length === 0
        ? []
        : [{ name, isEstimate, points: points.map((row) => [row.services, y(row)] as const) }]
    })
  const where = position === 'random' ? 'a random Service' : `the ${position} Service`
  const shape = `${Number((first?.endpoints ?? 0).toFixed(1))} endpoints each${affinity ? ', ClientIP affinity' : ''}`
  return plotSvg(
    'kube-proxy modes on a real kernel, predicted',
    `${shape}. Exact counts of the emulator times prices measured on one machine: compare, do not quote. Later packets: 1.0 to 1.5 µs in every mode, at any size.`,
    [
      {
        title: `First packet of a connection to ${where}`,
        xLabel: 'Services',
        yLabel: 'µs added to the path without rules',
        formatY: formatCount,
        lines: lines(({ firstP50Us }) => firstP50Us),
      },
      {
        title: 'First load of a node',
        xLabel: 'Services',
        yLabel: 'time',
        formatY: (seconds) =>
          seconds < 1
            ? `${Number((seconds * 1_000).toPrecision(1))} ms`
            : `${formatCount(seconds)} s`,
        lines: lines(({ fullLoadMs }) => fullLoadMs / 1_000),
      },
    ],
  )
}
