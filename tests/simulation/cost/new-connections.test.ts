import { describe, expect, it } from 'vitest'
import { protocolNumber } from '../../../src/packet/protocol.ts'
import { defaultProxyConfiguration } from '../../../src/proxy/configuration.ts'
import { visitsOfConnections } from '../../../src/simulation/cost/new-connections.ts'
import {
  servicePort,
  syntheticAddress,
  syntheticClusterCidr,
  syntheticNode,
  syntheticObjects,
} from '../../../src/simulation/cost/synthetic-services.ts'
import { EmulatedNode } from '../../../src/simulation/node/emulated-node.ts'

const shape = { services: 20, endpoints: 1, affinity: false, protocol: 'TCP', prefix: 's' } as const
const targets = Array.from({ length: 20 }, (_, index) => ({
  address: syntheticAddress(index),
  port: servicePort,
  protocol: protocolNumber.tcp,
}))
const rulesAt = (position: 'first' | 'middle' | 'last' | 'random', count = 4) => {
  const node = new EmulatedNode(syntheticNode, [syntheticNode, ...syntheticObjects(shape)], {
    configuration: { ...defaultProxyConfiguration, clusterCidrs: [syntheticClusterCidr] },
  })
  node.sync(0)
  return visitsOfConnections(node.kernel, targets, { position, count, seed: 1 }).map(
    ({ rules }) => rules,
  )
}

describe('new connections', () => {
  it('visit a rule for each Service that stands before theirs', () => {
    const [first = 0] = rulesAt('first')
    expect(rulesAt('middle')).toEqual(Array.from({ length: 4 }, () => first + 10))
    expect(rulesAt('last')).toEqual(Array.from({ length: 4 }, () => first + 19))
  })

  it('at random go everywhere, the same with every run', () => {
    const rules = rulesAt('random', 400)
    expect(new Set(rules).size).toBe(20)
    expect(rulesAt('random', 400)).toEqual(rules)
  })
})
