import { describe, expect, it } from 'vitest'
import { isUserError } from '../../../src/base/user-error.ts'
import { printFromData, readNftDump } from '../../../src/kernel/nftables/dump/dump.ts'
import { formatRulesetJson } from '../../../src/kernel/nftables/json/ruleset-json.ts'
import { formatRuleset } from '../../../src/kernel/nftables/print/ruleset-printer.ts'
import { Ruleset } from '../../../src/kernel/nftables/ruleset/table.ts'
import { runScript } from '../../../src/kernel/nftables/text/commands/script.ts'
import { recorded, settled } from './recorded-data.ts'

/** A random ruleset, and what nft 1.0.6 on Linux 6.18.44 made of it. What still differs is left out. */
interface RecordedRuleset {
  readonly script: string
  /** `line:column: reason` */
  readonly refusal?: string
  readonly list?: string
  readonly json?: string
}

const all = recorded<RecordedRuleset>('rulesets.jsonl.gz')
const options = { stateless: false, nowMs: 0 }

function run(script: string): Ruleset {
  const ruleset = new Ruleset()
  runScript(ruleset, script, { file: 'f', nowMs: 0 })
  return ruleset
}

function refusalOf(script: string): string {
  try {
    run(script)
  } catch (error) {
    if (!isUserError(error)) throw error
    return `${error.at?.line}:${error.at?.column}: ${error.message}`
  }
  return 'was taken'
}

/** What bison says that it had hoped for depends on its tables. */
const withoutHopes = (refusal: string) => refusal.replace(/, expecting .*/, '')

describe('random rulesets that were given to nft', () => {
  it('are many', () => {
    expect(all.filter(({ list }) => list !== undefined).length).toBeGreaterThan(200)
    expect(all.filter(({ refusal }) => refusal !== undefined).length).toBeGreaterThan(200)
  })

  it('are refused in the same place for the same reason', () => {
    for (const { script, refusal } of all)
      if (refusal !== undefined)
        expect(withoutHopes(refusalOf(script)), script).toBe(withoutHopes(refusal))
  })

  it('are listed alike, in text and in JSON', () => {
    for (const { script, list, json } of all) {
      if (list === undefined) continue
      const ruleset = run(script)
      const text = formatRuleset(ruleset, { ...options, handles: true })
      expect(settled(text), script).toBe(settled(list))
      if (json === undefined) continue
      expect(settled(formatRulesetJson(ruleset, options)), script).toBe(settled(json))
    }
  })

  it('are read from their listings, printed back, and give the same data', () => {
    for (const { script, list, json } of all) {
      if (list === undefined) continue
      const dump = readNftDump(list, 'f')
      expect(settled(printFromData(dump, 0)), script).toBe(settled(list))
      if (json === undefined) continue
      expect(settled(formatRulesetJson(dump.ruleset, options)), script).toBe(settled(json))
      readNftDump(json, 'f')
    }
  })
})
