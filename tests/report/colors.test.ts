import { describe, expect, it } from 'vitest'
import { createColorsFor } from '../../src/report/colors.ts'

describe('colours', () => {
  it.each([
    { choice: 'auto' as const, terminal: true, noColor: '', want: true },
    { choice: 'auto' as const, terminal: true, noColor: '1', want: false },
    { choice: 'auto' as const, terminal: false, noColor: '', want: false },
    { choice: 'always' as const, terminal: false, noColor: '1', want: true },
    { choice: 'never' as const, terminal: true, noColor: '', want: false },
  ])(
    '$choice, terminal $terminal, NO_COLOR "$noColor": $want',
    ({ choice, terminal, noColor, want }) => {
      expect(createColorsFor(choice, terminal, { NO_COLOR: noColor }).isColorSupported).toBe(want)
    },
  )
})
