import { describe, expect, it } from 'vitest'
import { Progress } from '../../src/cli/command-io.ts'
import { createColorsFor } from '../../src/report/colors.ts'

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
