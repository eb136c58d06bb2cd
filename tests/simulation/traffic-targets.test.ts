import { describe, expect, it } from 'vitest'
import { makeCluster } from '../../src/kubernetes/cluster/make-cluster.ts'
import { readObjects } from '../../src/kubernetes/reading/read-objects.ts'
import { formatAddress } from '../../src/packet/address.ts'
import {
  firstNodeOf,
  type NameScope,
  resolveSource,
  resolveTarget,
  seenFrom,
} from '../../src/simulation/traffic-targets.ts'

const manifest = `
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { clusterIP: 10.96.0.50, selector: { app: web }, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: dns, namespace: default }
spec:
  clusterIP: 10.96.0.10
  ports: [{ name: dns, port: 53, protocol: UDP }, { name: dns-tcp, port: 53 }, { name: metrics, port: 9153 }]
---
apiVersion: v1
kind: Service
metadata: { name: peers, namespace: default }
spec: { clusterIP: None, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: web-0, namespace: shop, labels: { app: web } }
spec: { containers: [{ name: web, image: web }] }
`
const { objects } = makeCluster(readObjects([{ file: 'm.yaml', text: manifest }]).objects)
const scope: NameScope = { objects, namespace: 'default', family: undefined }

describe('who sends', () => {
  it.each([
    { text: 'pod/shop/web-0', from: 'pod', nodeName: 'node-1' },
    { text: 'node/node-2', from: 'node', nodeName: 'node-2' },
    { text: 'client', from: 'client', nodeName: undefined },
    { text: '198.51.100.7', from: 'client', nodeName: undefined },
  ])('$text is a $from', ({ text, from, nodeName }) => {
    expect(resolveSource(text, scope)).toMatchObject({ from, nodeName })
  })

  it('knows a pod and a node by their address', () => {
    const pod = resolveSource('pod/shop/web-0', scope)
    expect(resolveSource(formatAddress(pod.address), scope)).toEqual(pod)
    const node = resolveSource('node/node-1', scope)
    expect(resolveSource(formatAddress(node.address), scope)).toEqual(node)
  })
})

describe('where to', () => {
  it.each([
    { text: 'svc/shop/web:80', want: '10.96.0.50 80 tcp' },
    { text: 'svc/shop/web', want: '10.96.0.50 80 tcp' },
    { text: 'svc/dns:dns', want: '10.96.0.10 53 udp' },
    { text: 'svc/dns:dns-tcp', want: '10.96.0.10 53 tcp' },
    { text: 'svc/dns:9153', want: '10.96.0.10 9153 tcp' },
    { text: 'svc/dns', want: '10.96.0.10 undefined undefined' },
    { text: 'svc/dns:4444', want: '10.96.0.10 4444 tcp' },
    { text: '10.1.2.3:443', want: '10.1.2.3 443 undefined' },
    { text: '10.1.2.3', want: '10.1.2.3 undefined undefined' },
    { text: '[fd00::1]:443', want: 'fd00::1 443 undefined' },
    { text: 'fd00::1', want: 'fd00::1 undefined undefined' },
  ])('$text is $want', ({ text, want }) => {
    const { address, port, protocol } = resolveTarget(text, scope)
    expect(`${formatAddress(address)} ${port} ${protocol}`).toBe(want)
  })
})

describe('which node sees it', () => {
  it.each([
    { from: 'pod/shop/web-0', to: 'node/node-2:30080', node: 'node-1' },
    { from: 'client', to: 'node/node-2:30080', node: 'node-2' },
    { from: 'client', to: '192.168.0.12:30080', node: 'node-3' },
    { from: 'client', to: 'pod/shop/web-0:80', node: 'node-1' },
    { from: 'client', to: 'svc/shop/web:80', node: undefined },
  ])('first, from $from to $to: $node', ({ from, to, node }) => {
    expect(firstNodeOf(resolveSource(from, scope), resolveTarget(to, scope))).toBe(node)
  })

  it.each([
    { text: 'pod/shop/web-0', onItsOwn: 'pod', elsewhere: 'client' },
    { text: 'node/node-1', onItsOwn: 'node', elsewhere: 'client' },
    { text: 'client', onItsOwn: 'client', elsewhere: 'client' },
  ])('as what: $text', ({ text, onItsOwn, elsewhere }) => {
    const source = resolveSource(text, scope)
    expect(seenFrom(source, 'node-1').from).toBe(onItsOwn)
    expect(seenFrom(source, 'node-2').from).toBe(elsewhere)
  })
})

describe('names that mean nothing', () => {
  it.each([
    { text: 'svc/web:80', says: 'there is one in namespace shop (say -n shop)' },
    { text: 'svc/nothing:80', says: 'there are: shop/web, default/dns, default/peers' },
    {
      text: 'svc/dns:http',
      says: 'has no port "http"; its ports: 53 (dns), 53 (dns-tcp), 9153 (metrics)',
    },
    { text: 'svc/peers:80', says: 'it is headless' },
    { text: 'svc/dns:99999', says: 'is no port (expected 1 to 65535)' },
    { text: 'deploy/web:80', says: 'expected svc/NAME:PORT' },
    { text: 'svc/a/b/c:1', says: 'expected KIND/NAME or KIND/NAMESPACE/NAME' },
  ])('$text: $says', ({ text, says }) => {
    expect(() => resolveTarget(text, scope)).toThrow(says)
  })

  it.each([
    { text: 'pod/web-0', says: 'there is one in namespace shop' },
    { text: 'node/n', says: 'no Node "n"; there are: node-1, node-2, node-3' },
    { text: 'web', says: 'expected pod/NAME' },
  ])('--from $text: $says', ({ text, says }) => {
    expect(() => resolveSource(text, scope)).toThrow(says)
  })
})
