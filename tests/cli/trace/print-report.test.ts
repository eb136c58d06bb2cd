import { expect, it } from 'vitest'
import { printReport } from '../../../src/cli/trace/print-report.ts'
import { createColorsFor } from '../../../src/report/colors.ts'
import { reportOf } from '../../report/trace-fixture.ts'

const options = { from: 'client', to: '10.96.0.1:80', seed: 1, all: false }

it.each([
  { output: 'text' as const, first: /^10\.244\.1\.20 → / },
  { output: 'json' as const, first: /^\{\n/ },
])('its report is printed as $output', ({ output, first }) => {
  let printed = ''
  const io = {
    out: (text: string) => {
      printed += text
    },
    err: () => {},
    progress: false,
    colors: createColorsFor('never', false, {}),
    columns: 0,
  }
  printReport(reportOf(), { ...options, output }, io)
  expect(printed).toMatch(first)
})
