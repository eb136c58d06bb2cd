/**
 * What a table has under a word that somebody wrote; undefined: nothing. A plain object asked directly would also
 * answer to `constructor` and the other words that every object has.
 */
export function entryOf<Value>(
  table: Readonly<Record<string, Value>>,
  word: string,
): Value | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined
}
