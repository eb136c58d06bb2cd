import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UserError } from '../../src/base/user-error.ts'
import { ClusterCatalog } from '../../src/server/cluster-catalog.ts'
import { defaultLimits } from '../../src/server/server-settings.ts'
import { Topics } from '../../src/server/sockets/topics.ts'
import { openStore } from '../../src/server/store/level-store.ts'
import { noStore } from '../../src/server/store/no-store.ts'
import type { Store } from '../../src/server/store/store.ts'
import { ClusterWorkers } from '../../src/server/workers/cluster-workers.ts'
import { applyText, deleteCatalog, shopChange } from './shop.ts'

let folder = ''
let closing: (() => Promise<void>)[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kpe-catalog-'))
})
afterEach(async () => {
  for (const close of closing) await close()
  closing = []
  rmSync(folder, { recursive: true })
})

const metrics = { note: () => {}, forget: () => {} }
function catalogWith(store: Store) {
  const settings = { threads: 1, queueMax: 100, timeoutMs: 60_000, memoryMegabytesMax: 512 }
  const workers = new ClusterWorkers(settings, (thread) => catalog.threadGone(thread))
  const catalog: ClusterCatalog = new ClusterCatalog(
    workers,
    store,
    new Topics(),
    defaultLimits,
    store !== noStore,
    metrics,
  )
  closing.push(() => workers.close())
  return { catalog, workers }
}
const open = () => openStore(folder, (text) => expect.fail(text))
const summary = async (catalog: ClusterCatalog) =>
  JSON.parse((await catalog.ask('shop', { kind: 'summary' })).text) as { revision: number }
const settings = { mode: 'iptables' } as const

describe('with a store', () => {
  it('what was changed is there after a new start', async () => {
    const store = await open()
    const first = catalogWith(store)
    await first.catalog.make('shop', settings, shopChange)
    await first.catalog.change('shop', deleteCatalog)
    const before = await summary(first.catalog)
    await store.close()
    const again = await open()
    closing.push(() => again.close())
    expect(await summary(catalogWith(again).catalog)).toEqual(before)
  })

  it('what could not be written was not done', async () => {
    const store = await open()
    closing.push(() => store.close())
    const full: Store = {
      clusters: () => [],
      scenarios: () => [],
      runs: () => [],
      changes: (name) => store.changes(name),
      putCluster: (...given) => store.putCluster(...given),
      addChange: () => Promise.reject(new UserError('E_STORE', 'the disk is full')),
      deleteCluster: () => Promise.reject(new UserError('E_STORE', 'the disk is full')),
      putScenario: async () => {},
      deleteScenario: async () => {},
      putRun: async () => {},
      deleteRun: async () => {},
      close: async () => {},
    }
    const { catalog } = catalogWith(full)
    await catalog.make('shop', settings, shopChange)
    await expect(catalog.change('shop', deleteCatalog)).rejects.toThrow('the disk is full')
    await expect(catalog.delete('shop')).rejects.toThrow('the disk is full')
    expect(await summary(catalog)).toMatchObject({ revision: 1, pods: 27 })
  })

  it('a cluster whose thread ended is made again when it is asked for', async () => {
    const store = await open()
    closing.push(() => store.close())
    const { catalog, workers } = catalogWith(store)
    await catalog.make('shop', settings, shopChange)
    await catalog.change('shop', deleteCatalog)
    await workers.close()
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await summary(catalog)).toMatchObject({ revision: 2 })
  })
})

describe('without a store', () => {
  it('a cluster whose thread ended is gone', async () => {
    const { catalog, workers } = catalogWith(noStore)
    await catalog.make('shop', settings, shopChange)
    await workers.close()
    await new Promise((resolve) => setTimeout(resolve, 100))
    await expect(catalog.ask('shop', { kind: 'summary' })).rejects.toThrow('no cluster "shop"')
  })

  it('changes that come at once are made one after the other', async () => {
    const { catalog } = catalogWith(noStore)
    await catalog.make('shop', settings, shopChange)
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, index) =>
        catalog.change(
          'shop',
          applyText(
            `apiVersion: v1\nkind: Service\nmetadata: { name: s${index} }\nspec: { ports: [{ port: 80 }] }\n`,
          ),
        ),
      ),
    )
    const revisions = answers.map(({ text }) => (JSON.parse(text) as { revision: number }).revision)
    expect(revisions).toEqual([2, 3, 4, 5, 6])
  })

  it('two clusters of one name are not made, even at once', async () => {
    const { catalog } = catalogWith(noStore)
    const made = await Promise.allSettled([
      catalog.make('shop', settings, shopChange),
      catalog.make('shop', settings, shopChange),
    ])
    expect(made.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  })
})
