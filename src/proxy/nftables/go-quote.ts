const plain = /^[ !#-[\]-~]*$/

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
}

/** In double quotes, as Go's `%q` has it. */
export function goQuote(text: string): string {
  if (plain.test(text)) return `"${text}"`
  let quoted = ''
  for (const character of text) quoted += quotedCharacter(character)
  return `"${quoted}"`
}

function quotedCharacter(character: string): string {
  const known = escapes[character]
  if (known !== undefined) return known
  // Go's unicode.IsPrint: letters, marks, numbers, punctuation, symbols, and of blanks only the usual one.
  if (/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character)) return character
  const code = character.codePointAt(0) ?? 0
  if (code < 0x80) return `\\x${hexadecimal(code, 2)}`
  return code < 0x10000 ? `\\u${hexadecimal(code, 4)}` : `\\U${hexadecimal(code, 8)}`
}

function hexadecimal(code: number, length: number): string {
  return code.toString(16).padStart(length, '0')
}
