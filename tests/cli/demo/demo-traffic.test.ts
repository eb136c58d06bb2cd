import { describe, expect, it } from 'vitest'
import { chooseTraffic, withAffinity } from '../../../src/cli/demo/demo-traffic.ts'
import { a, address, b, c, service, slice } from '../../conformance/cluster-objects.ts'
import { clusterWith, workerOf } from '../../simulation/node/small-node.ts'

const choose = (...objects: readonly unknown[]) => {
  const cluster = clusterWith(...objects)
  return chooseTraffic(cluster, workerOf(cluster, 'iptables'))
}

describe('the traffic of the demo', () => {
  it('goes to a Service with ready endpoints', () => {
    expect(choose(service(), slice([a, b, c]))).toMatchObject({
      serviceName: 'svc/default/web',
      targetName: 'svc/default/web:80',
      request: { destination: { port: 80 } },
    })
  })

  it('is none where no Service has a ready endpoint', () => {
    expect(choose(service(), slice([{ ...a, ready: false }]))).toBeUndefined()
    expect(choose(service())).toBeUndefined()
  })

  it('is none to a headless Service', () => {
    const headless = service({ spec: { clusterIP: 'None', clusterIPs: ['None'] } })
    expect(choose(headless, slice([a]))).toBeUndefined()
  })
})

it('gives a Service affinity, and nothing else', () => {
  const chosen = choose(service(), slice([a]))
  if (chosen === undefined) throw new Error('nothing chosen')
  const { spec, metadata } = withAffinity(chosen.service)
  expect(spec).toMatchObject({ sessionAffinity: 'ClientIP', clusterIP: address.clusterIp })
  expect(metadata).toEqual(chosen.service.metadata)
})
