import { expect, it } from 'vitest'
import { WatchLog } from '../../../../src/simulation/cluster/kube-proxy/watch-log.ts'
import { serviceOf } from '../../../kubernetes/manifests.ts'

it('tells what there was after any number of changes', () => {
  const first = serviceOf({ ports: [{ port: 80 }] })
  const second = serviceOf({ ports: [{ port: 81 }] })
  const log = new WatchLog([first])
  const change = { atMs: 0, asks: new Set<'IPv4'>(), health: undefined }
  log.append({ ...change, event: { kind: 'applied', object: second } })
  log.append({
    ...change,
    event: { kind: 'deleted', objectKind: 'Service', namespace: 'default', name: 'web' },
  })
  expect([0, 1, 2].map((count) => log.objectsAfter(count))).toEqual([[first], [second], []])
  expect([log.length, log.slice(1, 2)[0]?.event.kind]).toEqual([2, 'deleted'])
})
