import { createColors } from 'picocolors'

export type Colors = ReturnType<typeof createColors>
export type ColorChoice = 'auto' | 'always' | 'never'

/** `auto`: colours on a terminal, unless NO_COLOR is set (no-color.org). */
export function createColorsFor(
  choice: ColorChoice,
  terminal: boolean,
  environment: Readonly<Record<string, string | undefined>>,
): Colors {
  const noColor = (environment.NO_COLOR ?? '') !== ''
  return createColors(choice === 'always' || (choice === 'auto' && terminal && !noColor))
}
