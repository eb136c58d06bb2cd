import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { kpe } from '../../cli/run-kpe.ts'
import { a, baseObjects, loadBalancer, service, slice } from '../../conformance/cluster-objects.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kpe-explain-'))
})
afterAll(() => rmSync(folder, { recursive: true }))
const explain = (objects: readonly unknown[], ...args: readonly string[]) => {
  const file = join(folder, 'objects.json')
  const items = [...baseObjects, ...objects]
  writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }))
  return kpe('explain', '-f', file, ...args)
}

it('lists every way in to a Service', async () => {
  const { out } = await explain(
    [loadBalancer({ externalIPs: ['198.51.100.9'], sessionAffinity: 'ClientIP' }), slice([a])],
    'svc/web',
  )
  for (const way of [
    'cluster IP 10.96.0.10:80, internalTrafficPolicy Cluster',
    'external IP 198.51.100.9:80',
    'load balancer 198.51.100.7:80',
    'node port 30080',
    'externalTrafficPolicy Cluster',
    'session affinity by client address, 10800 s',
  ])
    expect(out).toContain(way)
})

it('says why a Service without endpoints refuses', async () => {
  const { out } = await explain([service()], 'svc/web')
  expect(out).toContain('no endpoints: kube-proxy refuses connections')
})

it('says of an endpoint why it is not used', async () => {
  const { out } = await explain(
    [service(), slice([a, { address: '10.244.1.6', node: 'worker-1', ready: false }])],
    'svc/web',
  )
  expect(out).toMatch(/10\.244\.1\.5:8080 .* used /)
  expect(out).toMatch(/10\.244\.1\.6:8080 .*not used/)
})

it('shows what is in a chain, and none where nothing is', async () => {
  const { out } = await explain([service(), slice([a])], 'KUBE-MARK-MASQ')
  expect(out).toMatch(/RULES IN IT\n {2}nat:KUBE-MARK-MASQ:rule:1 .*MARK/)
})
