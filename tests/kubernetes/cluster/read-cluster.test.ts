import { expect, it } from 'vitest'
import { readChange, readCluster } from '../../../src/kubernetes/cluster/read-cluster.ts'

const source = (text: string) => [{ file: 'f', text }]

it('names what it skips, before and after a change', () => {
  const cluster = readCluster(source('apiVersion: v1\nkind: Secret\nmetadata: {name: a}'))
  const skipped = "skipped 1 Secret: kinds that kube-proxy's work does not depend on"
  expect(cluster.notes).toEqual([skipped])
  expect(readChange(cluster, source('')).notes).toEqual([])
  expect(readChange(cluster, source('apiVersion: v1\nkind: Secret')).notes).toEqual([skipped])
})
