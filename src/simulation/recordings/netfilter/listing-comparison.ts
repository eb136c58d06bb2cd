import type { RulesComparison } from './recorded-rules.ts'

/**
 * Two listings of `nft list ruleset`: the same text, but for the order of a set's elements, which is that of
 * the kernel's hash table, and for what elements of affinity sets hold, which chance and time decide.
 */
export function compareListings(recorded: string, ours: string): RulesComparison {
  const expected = normalize(recorded)
  const actual = normalize(ours)
  const at = expected.findIndex((line, index) => line !== actual[index])
  if (at < 0 && expected.length === actual.length) return { facts: 1, differences: [] }
  const place = at < 0 ? expected.length : at
  const difference = {
    where: `ruleset, line ${place + 1}`,
    expected: expected[place] ?? '(end)',
    actual: actual[place] ?? '(end)',
  }
  return { facts: 1, differences: [difference] }
}

/** Elements one a line, sorted; those that time out left out. */
function normalize(listing: string): string[] {
  const text = listing.replaceAll(/elements = \{([^}]*)\}/g, (_, elements: string) =>
    elements
      .split(/,\s*/)
      .map((element) => element.trim())
      .filter((element) => element !== '' && !/ expires /.test(element))
      .sort()
      .map((element) => `\n\t\telement ${element}`)
      .join(''),
  )
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
}
