import { NftError, Source } from '../words/source.ts'

const definitionPattern = /^[ \t]*(re)?define[ \t]+([\w/\-.]+)[ \t]*=[ \t]*/gm
const usePattern = /\$([A-Za-z_][\w/\-.]*)/g

/**
 * Puts the values of `define NAME = …` in place of `$NAME`, as nft does. Lines stay where they were; columns behind a
 * replaced name do not.
 * @throws NftError for a name that is not defined
 */
export function replaceDefinitions(source: Source): Source {
  if (!source.text.includes('$') && !source.text.includes('define ')) return source
  const values = new Map<string, string>()
  let text = source.text
  for (const found of source.text.matchAll(definitionPattern)) {
    const [head, , name = ''] = found
    const start = found.index + head.length
    const end = definitionEnd(source.text, start)
    const value = source.text
      .slice(start, end)
      .replaceAll(/#.*$/gm, '')
      .replaceAll(/\\?\n/g, ' ')
      .trim()
    values.set(name, replaceUses(value, values, source, start))
    text = text.slice(0, found.index) + blank(text.slice(found.index, end)) + text.slice(end)
  }
  return new Source(source.file, replaceUses(text, values, source, 0))
}

/** A definition goes to the end of its line, or of its braces. */
function definitionEnd(text: string, start: number): number {
  let depth = 0
  for (let at = start; at < text.length; at += 1) {
    const letter = text[at]
    if (letter === '{') depth += 1
    if (letter === '}') depth -= 1
    if (letter === '\n' && depth <= 0 && text[at - 1] !== '\\') return at
  }
  return text.length
}

function blank(text: string): string {
  return text.replaceAll(/[^\n]/g, ' ')
}

function replaceUses(
  text: string,
  values: ReadonlyMap<string, string>,
  source: Source,
  offset: number,
): string {
  return text.replaceAll(usePattern, (use, name: string, at: number) => {
    const before = text.slice(text.lastIndexOf('\n', at) + 1, at)
    const inQuotes = (before.match(/"/g)?.length ?? 0) % 2 === 1
    if (inQuotes || before.includes('#')) return use
    const value = values.get(name)
    if (value === undefined)
      throw new NftError('evaluation', `unknown identifier '${name}'`, source, offset + at + 1)
    return value
  })
}
