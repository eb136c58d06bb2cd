import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { makeCluster } from '../../../src/kubernetes/cluster/make-cluster.ts'
import {
  formatJson,
  formatYaml,
  toListManifest,
  toManifest,
} from '../../../src/kubernetes/printing/manifest.ts'
import { objectsOf, serviceOf } from '../manifests.ts'

const text = `
apiVersion: v1
kind: Service
metadata: {name: web, labels: {yes: "on", port: "010"}}
spec: {type: LoadBalancer, externalTrafficPolicy: Local, selector: {app: web}, ports: [{port: 80, targetPort: http}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {replicas: 2, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {terminationGracePeriodSeconds: 0, containers: [{name: c, image: x, ports: [{name: http, containerPort: 8080}], readinessProbe: {httpGet: {port: http}}, lifecycle: {preStop: {sleep: {seconds: 0}}}}]}}}
`

describe('manifests', () => {
  it('leave out what is empty, as the API does', () => {
    expect(toManifest(serviceOf({ ports: [{ port: 80 }] }))).toEqual({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: 'default' },
      spec: {
        type: 'ClusterIP',
        sessionAffinity: 'None',
        internalTrafficPolicy: 'Cluster',
        ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
      },
      status: { loadBalancer: {} },
    })
  })

  it.each([
    { name: 'JSON', format: formatJson, read: (out: string) => JSON.parse(out) },
    { name: 'YAML', format: formatYaml, read: (out: string) => parse(out, { version: '1.1' }) },
  ])(
    '$name says the same when it is read, and makes the same cluster again',
    ({ format, read }) => {
      const { objects } = makeCluster(objectsOf(text))
      const list = toListManifest(objects)
      const printed = format(list)
      expect(read(printed)).toEqual(JSON.parse(JSON.stringify(list)))
      const again = makeCluster(objectsOf(printed)).objects
      expect(again.map(toManifest)).toEqual(objects.map(toManifest))
    },
  )

  it('quotes in YAML what a reader of YAML 1.1 would take for something else', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), (value) => {
        const printed = formatYaml({ value })
        expect(parse(printed, { version: '1.1' })).toEqual({ value })
      }),
      {
        examples: [
          ['.'],
          ['-.'],
          ['+._'],
          ['1:30'],
          ['2001-01-01'],
          ['010'],
          ['0b1'],
          ['on'],
          ['<<'],
          ['='],
        ],
      },
    )
  })
})
