import { describe, expect, it } from 'vitest'
import { type PlotLine, plotSvg } from '../../../src/cli/bench/plot.ts'

const line = (name: string, last: number, isEstimate = false): PlotLine => ({
  name,
  isEstimate,
  points: [
    [10, 3],
    [20_000, last],
  ],
})
const svgOf = (...lines: PlotLine[]) =>
  plotSvg('modes & costs', 'one <machine>', [
    { title: 'first', xLabel: 'Services', yLabel: 'µs', formatY: String, lines },
  ])
const placesOf = (svg: string, text: string) => {
  const [, x, y] =
    new RegExp(`<text x="([\\d.]+)" y="([\\d.]+)" [^>]*>${text}</text>`).exec(svg) ?? []
  return { x: Number(x), y: Number(y) }
}

describe('a chart', () => {
  it('has a name for every line and every axis, and nothing that is no XML', () => {
    const svg = svgOf(line('iptables', 140), line('nftables', 3.2))
    for (const text of [
      'iptables',
      'nftables',
      'Services',
      'µs',
      'modes &amp; costs',
      'one &lt;machine&gt;',
    ])
      expect(svg).toContain(`>${text}</text>`)
    expect(svg.match(/<polyline/g)).toHaveLength(2)
    expect(svg).not.toMatch(/NaN|undefined|Infinity/)
  })

  it('draws an estimate broken', () => {
    expect(svgOf(line('ipvs', 4, true))).toContain('stroke-dasharray')
    expect(svgOf(line('ipvs', 4))).not.toContain('stroke-dasharray')
  })

  it('has logarithmic axes: a decade is as wide as the next', () => {
    const svg = svgOf(line('a', 100))
    const [ten, hundred, thousand] = ['10', '100', '1,000'].map((text) => placesOf(svg, text).x)
    expect((hundred ?? 0) - (ten ?? 0)).toBeCloseTo((thousand ?? 0) - (hundred ?? 0), 0)
  })

  it('moves names apart that would lie on each other', () => {
    const svg = svgOf(line('upper', 4), line('lower', 4), line('lowest', 3.99))
    const ys = ['upper', 'lower', 'lowest']
      .map((name) => placesOf(svg, name).y)
      .sort((a, b) => a - b)
    expect((ys[1] ?? 0) - (ys[0] ?? 0)).toBeGreaterThanOrEqual(14.9)
    expect((ys[2] ?? 0) - (ys[1] ?? 0)).toBeGreaterThanOrEqual(14.9)
  })

  it('of one size alone is a chart too', () => {
    const svg = svgOf({ name: 'a', isEstimate: false, points: [[100, 3]] })
    expect(svg).not.toMatch(/NaN|Infinity/)
  })
})
