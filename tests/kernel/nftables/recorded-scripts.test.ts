import { describe, expect, it } from 'vitest'
import { isUserError } from '../../../src/base/user-error.ts'
import { readNftDump } from '../../../src/kernel/nftables/dump/dump.ts'
import { formatRulesetJson } from '../../../src/kernel/nftables/json/ruleset-json.ts'
import { formatRuleset } from '../../../src/kernel/nftables/print/ruleset-printer.ts'
import { Ruleset } from '../../../src/kernel/nftables/ruleset/table.ts'
import { runScript } from '../../../src/kernel/nftables/text/commands/script.ts'
import { recorded, settled } from './recorded-data.ts'

/** A script, and what nft 1.0.6 on Linux 6.18.44 made of it. */
interface RecordedScript {
  readonly script: string
  /** `line:column: reason` */
  readonly refusal?: string
  readonly list?: string
  readonly json?: string
}

/** What is known to differ, by the last line of the script, with the reason. */
const known: Readonly<Record<string, string>> = {
  'add rule ip t c ct label foo': 'labels are a file of the machine',
  'add rule ip t c ct helper set "ftp"': 'helpers are not modelled',
  'add rule ip t c @nh,0,32 5': 'raw bits of several fields',
  'add rule ip t c ip saddr foo': 'no name is ever resolved',
  'add rule ip t c jump nosuch': 'no suggestions',
  'add rule ip t c ip saddr map @mm': 'another place of the same fault',
  'add rule ip t c queue num 3 bypass': 'the recording machine lacked queues',
  'add rule ip t c oif nosuchif accept': 'a ruleset does not know the interfaces',
  'add rule ip t c counter packets 18446744073709551615 bytes 18446744073709551615':
    'counts are exact up to 2^53',
  'rename chain ip x c d': 'not emulated',
  'table ip x { set s { type ipv4_addr } }': 'another place of the same fault',
  'add set ip x s { type ipv4_addr; timeout 1d2h3m4s5ms; gc-interval 1m; size 5; policy memory; comment "x"; }':
    'the kernel counts in ticks of 4 ms',
  'include "nosuch"': 'not emulated',
  'destroy table ip x': 'nft 1.0.7 and later',
  'add rule ip x c "accept"': 'another place of the same fault',
  'add table ip x\nadd flowtable ip x f { hook ingress priority 0; devices = { lo }; }':
    'the recording machine lacked flowtables',
}

const all = recorded<RecordedScript>('scripts.jsonl.gz')
const isKnown = ({ script }: RecordedScript) =>
  Object.keys(known).some((end) => script.trim().endsWith(end))
const options = { stateless: false, nowMs: 0 }

function run(script: string): Ruleset | string {
  const ruleset = new Ruleset()
  try {
    runScript(ruleset, script, { file: 'f', nowMs: 0 })
    return ruleset
  } catch (error) {
    if (!isUserError(error)) throw error
    return `${error.at?.line}:${error.at?.column}: ${error.message}`
  }
}

/** What bison says that it had hoped for depends on its tables. */
const withoutHopes = (refusal: string) => refusal.replace(/, expecting .*/, '')
const last = (script: string) => script.trim().split('\n').at(-1) ?? ''

describe('scripts that were given to nft', () => {
  it('are many', () => {
    expect(all.length).toBe(876)
    expect(all.filter(isKnown).length).toBeLessThanOrEqual(21)
  })

  it('are refused in the same place for the same reason', () => {
    const refused = all.filter((one) => one.refusal !== undefined && !isKnown(one))
    const refusals = refused.map(({ script }) => {
      const result = run(script)
      return [last(script), typeof result === 'string' ? withoutHopes(result) : 'was taken']
    })
    expect(refusals).toEqual(
      refused.map(({ script, refusal }) => [last(script), withoutHopes(refusal ?? '')]),
    )
  })

  it('are listed alike, in text and in JSON', () => {
    for (const one of all) {
      if (one.list === undefined || isKnown(one)) continue
      const ruleset = run(one.script)
      if (typeof ruleset === 'string') throw new Error(`${last(one.script)}: ${ruleset}`)
      expect(settled(formatRuleset(ruleset, { ...options, handles: true })), one.script).toBe(
        settled(one.list),
      )
      if (one.json === undefined || one.script.includes('dormant')) continue
      expect(settled(formatRulesetJson(ruleset, options)), one.script).toBe(settled(one.json))
    }
  })

  it('give the same data when their listings are read, in text and in JSON', () => {
    for (const one of all) {
      if (one.list === undefined || one.json === undefined || isKnown(one)) continue
      const fromText = formatRulesetJson(readNftDump(one.list, 'f').ruleset, options)
      expect(settled(fromText), one.script).toBe(settled(one.json))
      const fromJson = formatRulesetJson(readNftDump(one.json, 'f').ruleset, options)
      expect(settled(fromJson), one.script).toBe(settled(one.json))
    }
  })
})
