import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { isUserError } from '../../../src/base/user-error.ts'
import {
  type Backend,
  IptablesEngine,
} from '../../../src/kernel/iptables/engine/iptables-engine.ts'
import { printSave } from '../../../src/kernel/iptables/text/save-writer.ts'

interface RecordedRestore {
  readonly family: 'IPv4' | 'IPv6'
  readonly text: string
  /** The table that iptables-save printed, without counts; null: the text was refused. Absent: not compared. */
  readonly legacy?: string | null
  readonly nft?: string | null
}

function recordedIn(name: string): RecordedRestore[] {
  return gunzipSync(readFileSync(`tests/recordings/data/iptables/${name}`))
    .toString()
    .trim()
    .split('\n')
    .map((line): RecordedRestore => JSON.parse(line))
}

/** The tables that are saved after a text; null where it is refused. */
function saved(family: RecordedRestore['family'], backend: Backend, text: string): string | null {
  const engine = new IptablesEngine({ family, backend })
  try {
    engine.restore(text)
  } catch (error) {
    if (isUserError(error)) return null
    throw error
  }
  return printSave(engine.tables(), { backend, counters: false })
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#') && line !== 'COMMIT')
    .map((line) => line.replace(/^(:\S+ \S+) \[.*\]$/, '$1'))
    .join('\n')
}

describe('texts that the real iptables-restore was given', () => {
  it.each([
    ['restores.jsonl.gz', 'legacy', 600],
    ['restores.jsonl.gz', 'nft', 600],
    ['restores-random.jsonl.gz', 'legacy', 1_000],
    ['restores-random.jsonl.gz', 'nft', 1_000],
  ] as const)('%s: are taken or refused, and saved, as by %s', (name, backend, least) => {
    const compared = recordedIn(name).filter((one) => one[backend] !== undefined)
    expect(compared.length).toBeGreaterThan(least)
    const differing = compared
      .map(({ family, text, [backend]: real }) => {
        const ours = saved(family, backend, text)
        return ours === real ? '' : `${text}real: ${real}\nours: ${ours}`
      })
      .filter((difference) => difference !== '')
    expect(differing).toEqual([])
  })
})
