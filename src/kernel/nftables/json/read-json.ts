import { isUserError, UserError } from '../../../base/user-error.ts'
import type { Ruleset } from '../ruleset/table.ts'
import { runScript } from '../text/commands/script.ts'
import { type Line, rulesetText } from './ruleset-text.ts'

/** Objects nested deeper than this are refused before anything walks them. */
const nestingMax = 100

/**
 * Loads what `nft -j list ruleset` printed into a ruleset. nft 1.0.6 leaves comments of tables and chains out, and the flag `dynamic`.
 * @throws UserError E_NFT with the place in the array; nothing is changed then
 */
export function readRulesetJson(ruleset: Ruleset, text: string, file: string, nowMs = 0): void {
  const lines = rulesetText(parse(text, file), file)
  const script = lines.map((line) => line.text).join('\n')
  try {
    runScript(ruleset, `${script}\n`, { file, nowMs, dump: true })
  } catch (error) {
    throw isUserError(error) ? placed(error, lines, file) : error
  }
}

function parse(text: string, file: string): unknown {
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 91 || code === 123) depth += 1
    else if (code === 93 || code === 125) depth -= 1
    if (depth > nestingMax)
      throw new UserError('E_LIMIT', `JSON is nested deeper than ${nestingMax}`, { file })
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UserError('E_NFT', `is not JSON: ${error instanceof Error ? error.message : error}`, {
      file,
    })
  }
}

/** The error names the object instead of a line that nobody has seen. */
function placed(error: UserError, lines: readonly Line[], file: string): UserError {
  const line = lines[(error.at?.line ?? 1) - 1]
  const at = line === undefined ? '' : `nftables[${line.from}]: `
  const shown = line === undefined ? '' : ` (${line.text.trim()})`
  return new UserError(error.code, `${at}${error.message}${shown}`, { file })
}
