import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningServer, startServer } from '../running-server.ts'
import { smallScenario } from '../small-scenario.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())
const put = (name: string, body: string | FormData) =>
  server.get(`/v1/scenarios/${name}`, {
    method: 'PUT',
    body,
    headers: typeof body === 'string' ? { 'content-type': 'application/yaml' } : {},
  })

it('a scenario is checked, kept, given back and forgotten', async () => {
  const sent = await put('small', smallScenario.text)
  expect(await sent.json()).toMatchObject({ name: 'small', endMs: 180_000 })
  expect(await (await server.get('/v1/scenarios')).json()).toEqual({
    items: [{ name: 'small' }],
    total: 1,
  })
  expect(await (await server.get('/v1/scenarios/small')).text()).toBe(smallScenario.text)
  expect((await server.get('/v1/scenarios/small', { method: 'DELETE' })).status).toBe(204)
  expect((await server.get('/v1/scenarios/small')).status).toBe(404)
})

it('one that is wrong is refused with the place, and not kept', async () => {
  const sent = await put('wrong', 'purpose: Wrong.\nduration: never\n')
  expect(await sent.json()).toMatchObject({
    status: 422,
    code: 'E_SCENARIO',
    position: { file: 'wrong.yaml', line: 2 },
  })
  expect((await server.get('/v1/scenarios/wrong')).status).toBe(404)
})

it('files that it names come as parts of the form; no other is read', async () => {
  const text = 'purpose: Reads a file.\nduration: 1s\nmanifests: [shop.yaml]\n'
  const service =
    'apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { ports: [{ port: 80 }] }\n'
  const form = new FormData()
  form.append('manifests', new Blob([service]), 'shop.yaml')
  form.append('scenario', new Blob([text]), 'any.yaml')
  expect((await put('form', form)).status).toBe(200)
  expect(await (await put('alone', text)).json()).toMatchObject({ code: 'E_FILE' })
  const outside = text.replace('shop.yaml', '/etc/hostname')
  expect(await (await put('outside', outside)).json()).toMatchObject({ code: 'E_FILE' })
})
