import { describe, expect, it } from 'vitest'
import { printFromData, readNftDump } from '../../../src/kernel/nftables/dump/dump.ts'
import { formatRulesetJson } from '../../../src/kernel/nftables/json/ruleset-json.ts'
import { formatRuleset } from '../../../src/kernel/nftables/print/ruleset-printer.ts'
import { Ruleset } from '../../../src/kernel/nftables/ruleset/table.ts'
import { runScript } from '../../../src/kernel/nftables/text/commands/script.ts'
import { recorded, settled } from './recorded-data.ts'

/** A cluster's state for IPv6, and what the kernel held after each of kube-proxy's transactions. */
interface RecordedState {
  readonly name: string
  readonly steps: readonly { readonly text: string; readonly list: string; readonly json: string }[]
}

const states = recorded<RecordedState>('kube-proxy-ipv6.jsonl.gz')
const options = { stateless: false, nowMs: 0 }

describe("kube-proxy's transactions for IPv6, given to a real kernel", () => {
  it.each(states)('$name is listed alike after every step, in text and in JSON', ({ steps }) => {
    const ruleset = new Ruleset()
    for (const { text, list, json } of steps) {
      runScript(ruleset, text, { file: 'f', nowMs: 0 })
      expect(settled(formatRuleset(ruleset, { ...options, handles: true }))).toBe(settled(list))
      expect(settled(formatRulesetJson(ruleset, options))).toBe(settled(json))
    }
  })

  it.each(states)('$name is printed back from its data as it came', ({ steps }) => {
    for (const { list, json } of steps) {
      expect(printFromData(readNftDump(list, 'f'), 0)).toBe(list)
      expect(printFromData(readNftDump(json, 'f'), 0)).toBe(json)
    }
  })
})
