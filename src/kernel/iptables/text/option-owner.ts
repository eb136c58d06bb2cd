import type { Draft, Match, OptionWords, Target } from '../model/extension.ts'

type Owner = Draft<Match> | Draft<Target>

/** What a rule has brought so far that may take an option. */
export interface Brought {
  readonly target: Draft<Target> | undefined
  readonly matches: readonly Draft<Match>[]
  /** The target was brought after all matches. */
  readonly targetIsLast: boolean
  /** One of them takes any option. */
  readonly hasGreedy: boolean
}

/**
 * Gives an option to what takes it: the target first, then the matches, the last brought first; those that
 * take any option are asked when all others are done, the last brought of all first. Undefined: nobody took it.
 */
export function ownerOf(option: string, brought: Brought, words: OptionWords): Owner | undefined {
  return (
    ownerAmong(option, brought, words, false) ??
    (brought.hasGreedy ? ownerAmong(option, brought, words, true) : undefined)
  )
}

function ownerAmong(
  option: string,
  { target, matches, targetIsLast }: Brought,
  words: OptionWords,
  greedy: boolean,
): Owner | undefined {
  const takes = (owner: Owner | undefined) =>
    owner !== undefined && (owner.greedy === true) === greedy && owner.take(option, words)
  const targetFirst = !greedy || targetIsLast
  if (targetFirst && takes(target)) return target
  for (let last = matches.length - 1; last >= 0; last -= 1)
    if (takes(matches[last])) return matches[last]
  return !targetFirst && takes(target) ? target : undefined
}
