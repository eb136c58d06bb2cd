import { describe, expect, it } from 'vitest'
import { createColorsFor, Progress } from '../../src/cli/command-io.ts'

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

describe('progress', () => {
  const draw = (progress: boolean) => {
    let text = ''
    let now = 0
    const line = new Progress(
      {
        out: () => {},
        err: (part) => {
          text += part
        },
        progress,
        colors: createColorsFor('never', false, {}),
        columns: 80,
      },
      () => now,
    )
    for (const step of [0, 50, 100]) {
      now = step
      line.show(`at ${step}`)
    }
    line.clear()
    return text
  }

  it('is drawn on a terminal, ten times a second, and cleared', () => {
    expect(draw(true)).toBe('\rat 0\rat 100\r      \r')
  })

  it('is not drawn elsewhere', () => {
    expect(draw(false)).toBe('')
  })
})
