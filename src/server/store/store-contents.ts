import type { ClassicLevel } from 'classic-level'
import { checksumOf, readFramedValue } from './framed-value.ts'
import type { KeptClusterRecord, KeptRun, KeptScenario } from './store.ts'

export type Level = ClassicLevel<string, Uint8Array>

/** Which keys there must be, with their checksums: a record that LevelDB lost without a word is missed. */
type Index = Map<string, number>

/** What a store holds, as far as it is kept in memory: the changes of a cluster are not. */
export interface Contents {
  /** How many writes made it what it is. */
  writes: number
  readonly clusters: Map<string, KeptClusterRecord>
  readonly scenarios: Map<string, KeptScenario>
  readonly runs: Map<string, KeptRun>
  readonly index: Index
}

export interface Damage {
  readonly damage: string
}

/** Where the index is kept, beside the records. */
export const indexKey = 'index'

/** All records that the index names, each as it was written, or what is wrong with them. */
export async function readContents(level: Level): Promise<Contents | Damage> {
  const framedIndex = await level.get(indexKey)
  const contents: Contents = {
    writes: 0,
    clusters: new Map(),
    scenarios: new Map(),
    runs: new Map(),
    index: new Map(),
  }
  const none = { value: { writes: 0, keys: new Map() } }
  const readIndex = framedIndex === undefined ? none : readFramedValue(framedIndex)
  if (readIndex === undefined) return { damage: 'its index is damaged' }
  const { writes, keys } = readIndex.value as { readonly writes: number; readonly keys: Index }
  contents.writes = writes
  const missing = new Map(keys)
  if (framedIndex === undefined && (await level.keys({ limit: 1 }).all()).length > 0)
    return { damage: 'its index is missing' }
  for await (const [key, framed] of level.iterator()) {
    // What the index does not name was never acknowledged.
    if (key === indexKey || !missing.has(key)) continue
    const read = readFramedValue(framed)
    if (read === undefined) return { damage: `${key} is damaged` }
    if (missing.get(key) !== checksumOf(Buffer.from(framed)))
      return { damage: `${key} is older than the index` }
    contents.index.set(key, missing.get(key) ?? 0)
    missing.delete(key)
    keep(contents, key, read.value)
  }
  const [lost] = missing.keys()
  return lost === undefined ? contents : { damage: `${lost} is missing` }
}

function keep({ clusters, scenarios, runs }: Contents, key: string, value: unknown): void {
  const [kind, name = ''] = key.split('/')
  if (kind === 'cluster') clusters.set(name, value as KeptClusterRecord)
  else if (kind === 'scenario') scenarios.set(name, value as KeptScenario)
  else if (kind === 'run') runs.set(name, value as KeptRun)
}
