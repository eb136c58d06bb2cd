import { describe, expect, it } from 'vitest'
import { calibrate } from '../../../src/cli/calibrate/calibration.ts'
import {
  coefficientsFileText,
  formatCalibrations,
} from '../../../src/cli/calibrate/calibration-text.ts'
import { readCoefficients } from '../../../src/simulation/cost/coefficients-file.ts'
import { measuredCoefficients } from '../../../src/simulation/cost/measured-coefficients.ts'
import { madeRound } from './made-measurements.ts'

const made = [calibrate('iptables-legacy', [madeRound(0), madeRound(0.4), madeRound(0)], 'a test')]

describe('what a calibration prints', () => {
  it('stands beside what the program comes with', () => {
    const lines = formatCalibrations(made, measuredCoefficients).split('\n')
    expect(lines[0]).toMatch(/^IPTABLES-LEGACY +HERE +OF THE ROUNDS +SHIPPED$/)
    expect(lines[1]).toMatch(/^fixed +µs +3 +3 … 3\.4 +2\.\d+$/)
    expect(lines.find((line) => line.startsWith('rules '))).toMatch(/ns +4 +4 … 4 +2\.\d+$/)
    expect(lines.at(-2)).toMatch(/^fitted to 7 points; every third case held back .* R² 1\.0000$/)
  })

  it('as a file is one that kpe bench takes', () => {
    const set = readCoefficients(coefficientsFileText(made), 'c.json')
    expect(set['iptables-legacy']).toMatchObject({ fixedUs: 3, source: 'a test', measured: true })
  })
})
