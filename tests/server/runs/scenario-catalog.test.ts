import { expect, it } from 'vitest'
import { UserError } from '../../../src/base/user-error.ts'
import { ScenarioCatalog } from '../../../src/server/runs/scenario-catalog.ts'
import { defaultLimits } from '../../../src/server/server-settings.ts'
import { noStore } from '../../../src/server/store/no-store.ts'
import type { Store } from '../../../src/server/store/store.ts'

const scenario = (name: string, text = '') => ({ name, text, files: {} })
const catalogWith = (store: Store = noStore) =>
  new ScenarioCatalog(store, { ...defaultLimits, scenarios: 2 })

it('scenarios are put, replaced, listed by name and deleted', async () => {
  const catalog = catalogWith()
  await catalog.put(scenario('b'))
  await catalog.put(scenario('a', 'first'))
  await catalog.put(scenario('a', 'second'))
  expect(catalog.list().map(({ name }) => name)).toEqual(['a', 'b'])
  expect(catalog.get('a').text).toBe('second')
  await expect(catalog.put(scenario('c'))).rejects.toThrow('2 scenarios are there')
  await catalog.delete('a')
  await expect(catalog.delete('a')).rejects.toThrow('no scenario "a"')
})

it('what could not be written is not there', async () => {
  const full: Store = {
    ...noStore,
    putScenario: () => Promise.reject(new UserError('E_STORE', 'full')),
  }
  const catalog = catalogWith(full)
  await expect(catalog.put(scenario('a'))).rejects.toThrow('full')
  expect(catalog.list()).toEqual([])
})
