import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeShop, type RunningServer, startServer } from '../running-server.ts'
import { shopText } from '../shop.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startServer({ limits: { manifestBytes: 60_000 } })
})
afterAll(() => server.stop())

const send = (type: string, body: string | FormData, name = 'one') =>
  server.get(`/v1/clusters?name=${name}`, {
    method: 'POST',
    body,
    headers: type === '' ? {} : { 'content-type': type },
  })
const formOf = (files: Readonly<Record<string, string>>) => {
  const form = new FormData()
  for (const [field, text] of Object.entries(files)) form.append(field, new Blob([text]), field)
  return form
}

describe('manifests come', () => {
  it.each([
    { type: 'application/yaml', name: 'as-yaml' },
    { type: 'application/x-www-form-urlencoded', name: 'as-curl-says' },
    { type: 'text/plain', name: 'as-text' },
  ])('as $type', async ({ type, name }) => {
    const response = await send(type, shopText, name)
    expect(response.status).toBe(201)
    expect(await response.json()).toMatchObject({ name, services: 13 })
  })

  it('as files of a form', async () => {
    const response = await makeShop(server, 'name=form')
    expect(await response.json()).toMatchObject({ services: 13 })
  })

  it('with a configuration beside them', async () => {
    const configuration =
      'apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nnftables: { masqueradeAll: true }\n'
    const form = formOf({ manifests: shopText, configuration })
    const response = await send('', form, 'configured&mode=nftables')
    expect(response.status).toBe(201)
    const rules = await server.get('/v1/clusters/configured/nodes/node-1/rules')
    expect(await rules.text()).toMatch(/chain ip kube-proxy services/)
  })
})

describe('what is no manifest is refused', () => {
  it.each([
    { name: 'nothing', type: 'application/yaml', body: '', status: 400, code: 'E_BODY' },
    { name: 'a picture', type: 'image/png', body: 'x', status: 415, code: 'E_BODY' },
    {
      name: 'too much',
      type: 'application/yaml',
      body: `# ${'x'.repeat(60_000)}`,
      status: 413,
      code: 'E_LIMIT',
    },
    {
      name: 'YAML that is none',
      type: 'application/yaml',
      body: 'a: [',
      status: 400,
      code: 'E_YAML',
    },
  ])('$name: $status $code', async ({ type, body, status, code }) => {
    const response = await send(type, body, 'refused')
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ code })
  })

  it.each([
    { name: 'a form without files', form: formOf({}), status: 400, code: 'E_BODY' },
    {
      name: 'a file too large',
      form: formOf({ a: 'x'.repeat(70_000) }),
      status: 413,
      code: 'E_LIMIT',
    },
    {
      name: 'files too large together',
      form: formOf({ a: `# ${'x'.repeat(40_000)}`, b: `# ${'x'.repeat(40_000)}` }),
      status: 413,
      code: 'E_LIMIT',
    },
  ])('$name: $status $code', async ({ form, status, code }) => {
    const response = await send('', form, 'refused')
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ code })
  })

  it('and names the file, without its folders, and the line', async () => {
    const form = new FormData()
    form.append('manifests', new Blob(['apiVersion: v1\nkind: [']), '../../etc/passwd.yaml')
    const problem = await (await send('', form, 'refused')).json()
    expect(problem).toMatchObject({ code: 'E_YAML', position: { file: 'passwd.yaml', line: 2 } })
  })
})
