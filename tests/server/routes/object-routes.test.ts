import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeShop, type RunningServer, startServer } from '../running-server.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startServer()
  await makeShop(server)
})
afterAll(() => server.stop())
interface Listed {
  readonly items: readonly { readonly kind?: string; readonly name?: string }[]
  readonly total: number
  readonly continue?: string
}
const list = async (path: string) => (await (await server.get(path)).json()) as Listed

it('Services come page by page, none twice, none left out', async () => {
  const names: (string | undefined)[] = []
  let next: string | undefined = '0'
  while (next !== undefined) {
    const page: Listed = await list(`/v1/clusters/shop/services?limit=5&continue=${next}`)
    names.push(...page.items.map(({ name }) => name))
    next = page.continue
  }
  expect(names).toHaveLength(13)
  expect(new Set(names).size).toBe(13)
})

it('objects are of the kind that was asked for', async () => {
  const { items, total } = await list('/v1/clusters/shop/objects?kind=Node')
  expect(total).toBe(3)
  expect(new Set(items.map(({ kind }) => kind))).toEqual(new Set(['Node']))
})

it('a deleted object is gone, and takes what was made of it; what was made cannot be deleted', async () => {
  const deleted = await server.get('/v1/clusters/shop/objects/Deployment/shop/catalog', {
    method: 'DELETE',
  })
  const { objects } = (await deleted.json()) as { objects: { removed: string[] } }
  expect(objects.removed.filter((name) => name.startsWith('Pod shop/catalog-'))).toHaveLength(4)
  const again = await server.get('/v1/clusters/shop/objects/Deployment/shop/catalog', {
    method: 'DELETE',
  })
  expect(again.status).toBe(404)
  const node = await server.get('/v1/clusters/shop/objects/Node/-/node-1', { method: 'DELETE' })
  expect(await node.json()).toMatchObject({
    code: 'E_UNKNOWN_OBJECT',
    detail: expect.stringContaining('was made by the cluster'),
  })
})
