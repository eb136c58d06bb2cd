import { expect, it } from 'vitest'
import {
  environmentText,
  manifestText,
  resolutionText,
} from '../../../src/server/laboratory/object-texts.ts'
import { shopCluster } from '../shop.ts'

const kept = shopCluster()
const cluster = 'shop'

it.each([
  { output: 'yaml', has: 'kind: List' },
  { output: 'json', has: '"kind": "List"' },
  { output: 'wide', has: 'NAMESPACE' },
] as const)('all objects as $output', ({ output, has }) => {
  expect(manifestText(kept, output)).toContain(has)
})

it('a name and the variables of a pod are answered as data and as text', () => {
  const question = { name: 'catalog.shop', namespace: 'shop' }
  const ask = (form: 'json' | 'text') =>
    resolutionText(kept, { kind: 'resolve', cluster, question, form })
  expect(JSON.parse(ask('json'))).toMatchObject({ outcome: 'found' })
  expect(ask('text')).toContain('found')
  const names = { kind: 'environment', cluster, pod: 'database-0', namespace: 'shop' } as const
  expect(JSON.parse(environmentText(kept, { ...names, form: 'json' }))).toHaveProperty(
    'CATALOG_SERVICE_PORT',
    '80',
  )
  expect(environmentText(kept, { ...names, form: 'text' })).toContain('CATALOG_SERVICE_PORT=80\n')
})
