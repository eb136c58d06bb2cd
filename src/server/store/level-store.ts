import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { ClassicLevel } from 'classic-level'
import { UserError } from '../../base/user-error.ts'
import type { ClusterChange, ClusterSettings } from '../laboratory/laboratory-request.ts'
import { checksumOf, frameValue, readFramedValue } from './framed-value.ts'
import { setAside } from './set-aside.ts'
import type { KeptClusterRecord, KeptRun, KeptScenario, Store } from './store.ts'
import { type Contents, type Damage, indexKey, type Level, readContents } from './store-contents.ts'
import { WriteCounter } from './write-counter.ts'

type Operation =
  | { readonly type: 'put'; readonly key: string; readonly value: Buffer }
  | { readonly type: 'del'; readonly key: string }

interface Opened {
  readonly level: Level
  readonly contents: Contents
}

/**
 * Opens the store below a folder, or makes it. A damaged one is set aside, told to `report`, and an empty one begun.
 * @throws UserError E_STORE where the folder cannot be used, or another process uses it
 */
export async function openStore(folder: string, report: (text: string) => void): Promise<Store> {
  const location = join(folder, 'store')
  let counter: WriteCounter
  try {
    mkdirSync(folder, { recursive: true })
    counter = await WriteCounter.open(join(folder, 'writes'))
  } catch (error) {
    throw new UserError('E_STORE', `${folder} cannot be used: ${(error as Error).message}`)
  }
  try {
    return await openCounted(location, counter, report)
  } catch (error) {
    await counter.close()
    throw error
  }
}

async function openCounted(
  location: string,
  counter: WriteCounter,
  report: (text: string) => void,
): Promise<Store> {
  const opened = await openWhole(location, await counter.read())
  if (!('damage' in opened)) return new LevelStore(location, opened.level, opened.contents, counter)
  setAside(location, opened.damage, report)
  await counter.reset()
  const again = await openWhole(location, 0)
  if ('damage' in again) throw new UserError('E_STORE', `${location}: ${again.damage}`)
  return new LevelStore(location, again.level, again.contents, counter)
}

/** @throws UserError E_STORE where another process uses it */
async function openWhole(location: string, writes: number): Promise<Opened | Damage> {
  let level: Level | undefined
  try {
    level = await openLevel(location)
    const contents = await readContents(level)
    if (!('damage' in contents) && contents.writes >= writes) return { level, contents }
    await level.close()
    if ('damage' in contents) return contents
    return { damage: `${writes} writes were acknowledged, ${contents.writes} are there` }
  } catch (error) {
    await level?.close().catch(() => {})
    if (error instanceof UserError) throw error
    // A full disk, or one that may not be written, is no damage: opening writes, and can be done later.
    if (/IO error/.test(describe(error)))
      throw new UserError(
        'E_STORE',
        `${location} cannot be opened, and was left as it is: ${describe(error)}`,
      )
    return { damage: describe(error) }
  }
}

/** Keeps clusters, scenarios and runs in LevelDB: a log that is synced at every write, then sorted tables. */
class LevelStore implements Store {
  readonly #location: string
  readonly #contents: Contents
  readonly #counter: WriteCounter
  #level: Level
  /** Writes one after the other: each has the index as the one before left it. */
  #last: Promise<void> = Promise.resolve()
  #isBroken = false

  constructor(location: string, level: Level, contents: Contents, counter: WriteCounter) {
    this.#counter = counter
    this.#location = location
    this.#level = level
    this.#contents = contents
  }

  clusters(): readonly KeptClusterRecord[] {
    return [...this.#contents.clusters.values()]
  }

  scenarios(): readonly KeptScenario[] {
    return [...this.#contents.scenarios.values()]
  }

  runs(): readonly KeptRun[] {
    return [...this.#contents.runs.values()]
  }

  async changes(cluster: string): Promise<readonly ClusterChange[]> {
    const count = this.#contents.clusters.get(cluster)?.changeCount ?? 0
    const changes: ClusterChange[] = []
    for (let number = 1; number <= count; number += 1) {
      const framed = await this.#level.get(changeKey(cluster, number))
      const read = framed === undefined ? undefined : readFramedValue(framed)
      if (read === undefined)
        throw new UserError('E_STORE', `change ${number} of cluster "${cluster}" is damaged`)
      changes.push(read.value as ClusterChange)
    }
    return changes
  }

  putCluster(name: string, settings: ClusterSettings, first: ClusterChange): Promise<void> {
    const record = { name, settings, changeCount: 1 }
    return this.#write(
      () => [put(`cluster/${name}`, record), put(changeKey(name, 1), first)],
      () => this.#contents.clusters.set(name, record),
    )
  }

  addChange(name: string, change: ClusterChange): Promise<void> {
    const next = () => {
      const known = this.#contents.clusters.get(name)
      if (known === undefined) throw new UserError('E_STORE', `no cluster "${name}" is kept`)
      return { ...known, changeCount: known.changeCount + 1 }
    }
    return this.#write(
      () => [put(`cluster/${name}`, next()), put(changeKey(name, next().changeCount), change)],
      () => this.#contents.clusters.set(name, next()),
    )
  }

  deleteCluster(name: string): Promise<void> {
    const count = this.#contents.clusters.get(name)?.changeCount ?? 0
    const keys = Array.from({ length: count }, (_, index) => changeKey(name, index + 1))
    return this.#write(
      () => [`cluster/${name}`, ...keys].map((key) => ({ type: 'del', key })),
      () => this.#contents.clusters.delete(name),
    )
  }

  putScenario(scenario: KeptScenario): Promise<void> {
    return this.#write(
      () => [put(`scenario/${scenario.name}`, scenario)],
      () => this.#contents.scenarios.set(scenario.name, scenario),
    )
  }

  deleteScenario(name: string): Promise<void> {
    return this.#write(
      () => [{ type: 'del', key: `scenario/${name}` }],
      () => this.#contents.scenarios.delete(name),
    )
  }

  putRun(run: KeptRun): Promise<void> {
    return this.#write(
      () => [put(`run/${run.run}`, run)],
      () => this.#contents.runs.set(run.run, run),
    )
  }

  deleteRun(run: string): Promise<void> {
    return this.#write(
      () => [{ type: 'del', key: `run/${run}` }],
      () => this.#contents.runs.delete(run),
    )
  }

  async close(): Promise<void> {
    await this.#last.catch(() => {})
    await this.#level.close()
    await this.#counter.close()
  }

  #write(operations: () => readonly Operation[], done: () => void): Promise<void> {
    const write = this.#last.catch(() => {}).then(() => this.#writeNow(operations(), done))
    this.#last = write
    return write
  }

  async #writeNow(operations: readonly Operation[], done: () => void): Promise<void> {
    const index = new Map(this.#contents.index)
    const writes = this.#contents.writes + 1
    for (const operation of operations)
      if (operation.type === 'put') index.set(operation.key, checksumOf(operation.value))
      else index.delete(operation.key)
    try {
      if (this.#isBroken) await this.#reopen()
      const stored = put(indexKey, { writes, keys: index })
      await this.#level.batch([...operations, stored], { sync: true })
      await this.#counter.write(writes)
    } catch (error) {
      // A log with half a record in it: what is written behind it might not be read again.
      this.#isBroken = true
      throw new UserError('E_STORE', `cannot be kept: ${describe(error)}`)
    }
    for (const [key] of this.#contents.index) if (!index.has(key)) this.#contents.index.delete(key)
    for (const [key, checksum] of index) this.#contents.index.set(key, checksum)
    this.#contents.writes = writes
    done()
  }

  /** LevelDB begins a new log when it opens. */
  async #reopen(): Promise<void> {
    await this.#level.close()
    this.#level = await openLevel(this.#location)
    this.#isBroken = false
  }
}

async function openLevel(location: string): Promise<Level> {
  const level: Level = new ClassicLevel(location, { keyEncoding: 'utf8', valueEncoding: 'view' })
  try {
    await level.open()
  } catch (error) {
    const cause = (error as Error).cause as { code?: string } | undefined
    if (cause?.code === 'LEVEL_LOCKED')
      throw new UserError('E_STORE', `${location} is in use by another kpe serve`)
    throw cause ?? error
  }
  return level
}

function put(key: string, value: unknown): Operation & { readonly type: 'put' } {
  return { type: 'put', key, value: frameValue(value) }
}

function changeKey(cluster: string, number: number): string {
  return `change/${cluster}/${String(number).padStart(8, '0')}`
}

function describe(error: unknown): string {
  const { message, cause } = error as Error
  return cause instanceof Error ? `${message}: ${cause.message}` : message
}
