import { formatTable } from '../../report/table.ts'
import type { CoefficientSet, Prices } from '../../simulation/cost/coefficients.ts'
import { kindNames, type PricedKind } from '../../simulation/cost/priced-counts.ts'
import { type Calibration, kindsOf } from './calibration.ts'
import type { MeasuredBackend } from './calibration-cases.ts'

/** What was found, beside what the program comes with. */
export function formatCalibrations(
  calibrations: readonly Calibration[],
  shipped: CoefficientSet,
): string {
  return calibrations
    .map((one) => `${formatCoefficients(one, shipped)}\n${formatQuality(one)}`)
    .join('\n')
}

/** The file for `kpe bench --coefficients`. */
export function coefficientsFileText(calibrations: readonly Calibration[]): string {
  const coefficients = Object.fromEntries(
    calibrations.map(({ coefficients, heldBack: { medianError, worstError, rSquared } }) => {
      const { backend, fixedUs, establishedUs, visitNs } = coefficients
      const heldBack = { medianError, worstError, rSquared }
      return [backend, { fixedUs, establishedUs, visitNs, heldBack }]
    }),
  )
  const source = calibrations[0]?.coefficients.source ?? ''
  const points = calibrations.flatMap(({ coefficients: { backend }, points: all }) =>
    all.map((point) => ({ backend, ...point })),
  )
  const file = { kind: 'kpe-coefficients', version: 1, source, coefficients, points }
  return `${JSON.stringify(file, rounded, 2)}\n`
}

function formatCoefficients(
  { coefficients, spread }: Calibration,
  shipped: CoefficientSet,
): string {
  const { backend, establishedUs } = coefficients
  const known = shipped[backend]
  const row = (name: string, unit: string, of: (prices: Prices) => number) => [
    name,
    unit,
    shown(of(coefficients)),
    `${shown(of(spread.least))} … ${shown(of(spread.most))}`,
    shown(of(known)),
  ]
  const priced = kindsOf[backend as MeasuredBackend]
  return formatTable(
    [
      { header: backend.toUpperCase() },
      { header: '' },
      { header: 'HERE', right: true },
      { header: 'OF THE ROUNDS', right: true },
      { header: 'SHIPPED', right: true },
    ],
    [
      row('fixed', 'µs', (prices) => prices.fixedUs),
      ...priced.map((kind: PricedKind) =>
        row(kindNames[kind], 'ns', ({ visitNs }) => visitNs[kind] ?? 0),
      ),
      ['later packets', 'µs', shown(establishedUs), '', shown(known.establishedUs)],
    ].filter(([, , here, , there]) => here !== '0' || there !== '0'),
  )
}

function formatQuality({ heldBack, points }: Calibration): string {
  const percent = (part: number) => `${(100 * part).toFixed(1)} %`
  return `fitted to ${points.length} points; every third case held back and predicted: median error ${percent(heldBack.medianError)}, worst ${percent(heldBack.worstError)}, R² ${heldBack.rSquared.toFixed(4)}\n`
}

function shown(value: number): string {
  return String(Number(value.toPrecision(3)))
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(5)) : value
}
