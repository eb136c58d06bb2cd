import { expect, it } from 'vitest'
import { AffinityChecker } from '../../../src/simulation/checkers/affinity.ts'
import { readLines } from '../scenario/read-text.ts'

const service =
  '{ apiVersion: v1, kind: Service, metadata: { name: sticky }, spec: { clusterIP: 10.96.9.9, sessionAffinity: ClientIP, sessionAffinityConfig: { clientIP: { timeoutSeconds: 10 } }, ports: [{ port: 80 }] } }'
const { objects } = readLines(`objects: [${service}]`).cause.initial

function visits(...all: readonly (readonly [atMs: number, pod: string, unready?: string])[]) {
  const checker = new AffinityChecker(() => objects)
  return all.map(([atMs, pod, unready], connection) => {
    if (unready !== undefined)
      checker.observe({ kind: 'pod-not-ready', atMs, pod: unready, node: 'n', addresses: [] })
    checker.observe({
      kind: 'connection-opened',
      atMs,
      connection,
      traffic: 't',
      client: 'c',
      protocol: 'tcp',
      source: '10.0.0.1:5',
      destination: '10.96.9.9:80',
    })
    return checker.observe({
      kind: 'endpoint-chosen',
      atMs,
      connection,
      backend: 'b:1',
      pod,
      seenSource: 's:1',
      path: ['node-1'],
    })
  })
}

it('sees a client that moves within the timeout', () => {
  expect(visits([0, 'a'], [5_000, 'a'], [9_000, 'b'])).toEqual([
    undefined,
    undefined,
    'connection 2 of 10.0.0.1 reached b, 4 s after a',
  ])
})

it('lets it move after the timeout, and away from a pod that is not ready', () => {
  expect(visits([0, 'a'], [10_000, 'b'])).toEqual([undefined, undefined])
  expect(visits([0, 'a'], [1_000, 'b', 'a'])).toEqual([undefined, undefined])
})
