import { expect, it } from 'vitest'
import { benchPlot } from '../../../src/cli/bench/bench-plot.ts'
import { madeResult } from '../../report/bench/made-rows.ts'

it('draws packets and loads of every backend, and says what is an estimate', () => {
  const svg = benchPlot(madeResult)
  expect(svg.match(/<polyline/g)).toHaveLength(6)
  expect(svg.match(/>ipvs \(estimate\)</g)).toHaveLength(2)
  expect(svg).toContain('5 endpoints each')
})
