/**
 * The same text as a string of its own. What is cut from a text (`slice`, `split`) keeps all of that text in
 * memory: a rule that outlives a hundred syncs would hold a hundred texts of megabytes.
 */
export function detached(text: string): string {
  // Array.join always builds a new string; one of fewer than 13 characters was never a reference.
  return text.length < 13 ? text : [text.slice(0, 1), text.slice(1)].join('')
}
