import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changeCluster, makeCluster } from '../../../src/kubernetes/cluster/make-cluster.ts'
import { toManifest } from '../../../src/kubernetes/printing/manifest.ts'
import { objectsOf } from '../manifests.ts'

const service = (name: string, spec = '') =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {selector: {app: ${name}}, ports: [{port: 80}]${spec}}\n---\n`
const deployment = (name: string, replicas = 2) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec: {replicas: ${replicas}, selector: {matchLabels: {app: ${name}}}, template: {metadata: {labels: {app: ${name}}}, spec: {containers: [{name: c}]}}}\n---\n`
const clusterOf = (text: string, options = {}) => makeCluster(objectsOf(text), options)
const plain = (cluster: ReturnType<typeof clusterOf>) => cluster.objects.map(toManifest)

describe('a cluster', () => {
  it('holds a ServiceCIDR, three nodes, Services, Pods and slices', () => {
    const kinds = clusterOf(service('web') + deployment('web')).objects.map(({ kind }) => kind)
    expect(kinds).toEqual([
      'ServiceCIDR',
      'Node',
      'Node',
      'Node',
      'Service',
      'Pod',
      'Pod',
      'EndpointSlice',
    ])
  })

  it('makes as many nodes as asked for, and none where some are given', () => {
    const count = (text: string) =>
      clusterOf(text, { nodeCount: 5 }).objects.filter(({ kind }) => kind === 'Node').length
    expect(count('')).toBe(5)
    expect(count('apiVersion: v1\nkind: Node\nmetadata: {name: a}\n')).toBe(1)
  })

  it('keeps slices that are given, and mirrors Endpoints where there is nothing else', () => {
    const slice =
      '{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: mine, labels: {kubernetes.io/service-name: web}}, addressType: IPv4, endpoints: [{addresses: [10.0.0.9]}]}\n---\n'
    const endpoints =
      '{apiVersion: v1, kind: Endpoints, metadata: {name: web}, subsets: [{addresses: [{ip: 10.0.0.8}], ports: [{port: 80}]}]}\n---\n'
    const addresses = (text: string) =>
      clusterOf(text).objects.flatMap((object) =>
        object.kind === 'EndpointSlice'
          ? object.endpoints.flatMap((endpoint) => endpoint.addresses)
          : [],
      )
    expect(addresses(service('web') + deployment('web') + slice + endpoints)).toEqual(['10.0.0.9'])
    expect(addresses(service('web') + endpoints)).toEqual(['10.0.0.8'])
  })

  it('is the same for the same input, whatever order it is asked in', () => {
    const text = service('web') + deployment('web', 5) + service('api', ', type: NodePort')
    expect(plain(clusterOf(text))).toEqual(plain(clusterOf(text)))
  })

  it('lets the last of two objects of one name count, and says so', () => {
    const cluster = clusterOf(service('web') + service('web', ', sessionAffinity: ClientIP'))
    const services = cluster.objects.filter((object) => object.kind === 'Service')
    expect(services.map(({ spec }) => spec.sessionAffinity)).toEqual(['ClientIP'])
    expect(cluster.notes).toEqual(['Service default/web is given 2 times: the last one counts'])
  })

  it('names what leaves its name to the API server, each differently', () => {
    const pod =
      'apiVersion: v1\nkind: Pod\nmetadata: {generateName: job-}\nspec: {containers: [{name: c}]}\n---\n'
    const names = clusterOf(pod + pod).objects.flatMap(({ kind, metadata }) =>
      kind === 'Pod' ? metadata.name : [],
    )
    expect(new Set(names).size).toBe(2)
    expect(names.every((name) => /^job-[a-z0-9]{5}$/.test(name))).toBe(true)
  })

  it('changes what is changed, and nothing else', () => {
    const before = clusterOf(
      service('web') + deployment('web', 3) + service('api') + deployment('api'),
    )
    const after = changeCluster(before, objectsOf(deployment('web', 4) + service('new')))
    const unchanged = plain(before).filter(({ kind }) => kind !== 'EndpointSlice')
    expect(plain(after)).toEqual(expect.arrayContaining(unchanged))
    const kinds = (cluster: typeof before) =>
      cluster.objects.filter(({ kind }) => kind === 'Pod').length
    expect(kinds(after)).toBe(kinds(before) + 1)
    expect(plain(changeCluster(before, []))).toEqual(plain(before))
  })

  it('gives no two objects the same address or node port', () => {
    const spec = fc.constantFrom(
      '',
      ', type: NodePort',
      ', type: LoadBalancer',
      ', clusterIP: None',
    )
    fc.assert(
      fc.property(
        fc.array(spec, { maxLength: 30 }),
        fc.integer({ min: 1, max: 4 }),
        (specs, nodeCount) => {
          const text = specs
            .map((one, index) => service(`s${index}`, one) + deployment(`s${index}`))
            .join('')
          const { objects } = clusterOf(text, { nodeCount })
          const addresses = objects.flatMap((object) => {
            if (object.kind === 'Pod') return object.status.podIPs.map(({ ip }) => ip)
            if (object.kind === 'Node') return object.status.addresses.map(({ address }) => address)
            if (object.kind !== 'Service') return []
            const ingress = object.status.loadBalancer.ingress.map(({ ip }) => ip)
            return [...object.spec.clusterIPs.filter((ip) => ip !== 'None'), ...ingress]
          })
          const nodePorts = objects.flatMap((object) =>
            object.kind === 'Service'
              ? object.spec.ports.map((port) => port.nodePort).filter((port) => port > 0)
              : [],
          )
          expect(new Set(addresses).size).toBe(addresses.length)
          expect(new Set(nodePorts).size).toBe(nodePorts.length)
        },
      ),
      { numRuns: 30 },
    )
  })
})
