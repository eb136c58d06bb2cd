import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openStore } from '../../../src/server/store/level-store.ts'
import { applyText, deleteCatalog, shopChange } from '../shop.ts'

let folder = ''
let reports: string[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kpe-store-'))
  reports = []
})
afterEach(() => rmSync(folder, { recursive: true }))
const open = () => openStore(folder, (text) => reports.push(text))

describe('what is kept is there again', () => {
  it('clusters with all their changes, scenarios, runs', async () => {
    const store = await open()
    await store.putCluster('shop', { mode: 'ipvs', nodeCount: 2 }, shopChange)
    await store.addChange('shop', deleteCatalog)
    await store.putScenario({ name: 'rollout', text: 'purpose: x', files: {} })
    await store.putRun({ run: '1', text: '{}' })
    await store.close()
    const again = await open()
    expect(again.clusters()).toEqual([
      { name: 'shop', settings: { mode: 'ipvs', nodeCount: 2 }, changeCount: 2 },
    ])
    const [first, second] = await again.changes('shop')
    expect(second).toEqual(deleteCatalog)
    expect(first?.kind === 'apply' && first.manifests.map(({ file }) => file)).toEqual(
      shopChange.kind === 'apply' && shopChange.manifests.map(({ file }) => file),
    )
    expect(again.scenarios()).toEqual([{ name: 'rollout', text: 'purpose: x', files: {} }])
    expect(again.runs()).toEqual([{ run: '1', text: '{}' }])
    expect(reports).toEqual([])
    await again.close()
  })

  it('but not what was deleted', async () => {
    const store = await open()
    await store.putCluster('shop', { mode: 'ipvs' }, shopChange)
    await store.putScenario({ name: 'rollout', text: '', files: {} })
    await store.deleteCluster('shop')
    await store.deleteScenario('rollout')
    await store.close()
    const again = await open()
    expect([again.clusters(), again.scenarios()]).toEqual([[], []])
    await again.close()
  })

  it('with writes that came all at once', async () => {
    const store = await open()
    await store.putCluster('shop', { mode: 'ipvs' }, shopChange)
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => store.addChange('shop', applyText(`# ${index}`))),
    )
    await store.close()
    const again = await open()
    expect(await again.changes('shop')).toHaveLength(21)
    await again.close()
  })
})

describe('a store that cannot be used', () => {
  it('because another process has it is left alone', async () => {
    const store = await open()
    const before = openWrites()
    await expect(open()).rejects.toThrow('in use by another kpe serve')
    expect(openWrites()).toBe(before)
    await store.close()
  })

  it('because its folder is a file says so', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    await expect(openStore(file, () => {})).rejects.toThrow('cannot be used')
  })

  it.each([
    { name: 'a bit flipped in what was written', damage: flipABit },
    { name: 'its log cut short', damage: cutShort },
    { name: 'a table overwritten with zeros', damage: overwrite },
  ])('because of $name is set aside and reported', async ({ damage }) => {
    const store = await open()
    await store.putCluster('shop', { mode: 'ipvs' }, shopChange)
    await store.putScenario({ name: 'rollout', text: 'x'.repeat(50_000), files: {} })
    await store.close()
    damage(join(folder, 'store'))
    const again = await open()
    expect(again.clusters()).toEqual([])
    expect(reports).toHaveLength(1)
    expect(reports[0]).toContain('store-damaged-1')
    expect(readdirSync(folder).sort()).toEqual(['store', 'store-damaged-1', 'writes'])
    await again.close()
  })
})

it('a store that is gone is reported', async () => {
  const store = await open()
  await store.putScenario({ name: 'rollout', text: '', files: {} })
  await store.close()
  rmSync(join(folder, 'store'), { recursive: true })
  const again = await open()
  expect(again.scenarios()).toEqual([])
  expect(reports[0]).toContain('1 writes were acknowledged, 0 are there')
  await again.close()
})

/** How often this process has the file `writes` open, where the system tells (Linux). */
function openWrites(): number {
  if (!existsSync('/proc/self/fd')) return 0
  return readdirSync('/proc/self/fd').filter((descriptor) => {
    const path = join('/proc/self/fd', descriptor)
    return existsSync(path) && readlinkSync(path) === join(folder, 'writes')
  }).length
}

/** The file that the records are in. */
function recordsIn(store: string): string {
  const files = readdirSync(store).filter((name) => /\.(log|ldb)$/.test(name))
  const sizes = files.map((name) => ({ name, size: readFileSync(join(store, name)).length }))
  return join(store, sizes.sort((a, b) => b.size - a.size)[0]?.name ?? '')
}

function flipABit(store: string): void {
  const file = recordsIn(store)
  const bytes = readFileSync(file)
  const at = Math.floor(bytes.length / 3)
  bytes[at] = (bytes[at] ?? 0) ^ 1
  writeFileSync(file, bytes)
}

function cutShort(store: string): void {
  const file = recordsIn(store)
  const bytes = readFileSync(file)
  writeFileSync(file, bytes.subarray(0, Math.floor(bytes.length / 3)))
}

function overwrite(store: string): void {
  const file = recordsIn(store)
  writeFileSync(file, Buffer.alloc(readFileSync(file).length))
}
