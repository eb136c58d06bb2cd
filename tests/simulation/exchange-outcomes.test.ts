import { describe, expect, it } from 'vitest'
import { IptablesEngine } from '../../src/kernel/iptables/engine/iptables-engine.ts'
import { printSave } from '../../src/kernel/iptables/text/save-writer.ts'
import { formatEndpoint } from '../../src/packet/address.ts'
import { possibleExchanges } from '../../src/simulation/exchange-outcomes.ts'
import { createSurroundings } from '../../src/simulation/exchange-surroundings.ts'
import { end, testKernel } from '../kernel/packets.ts'

describe('every way that an exchange can go', () => {
  it('comes with its exact probability, and does not happen', () => {
    const kernel = testKernel()
    const engine = new IptablesEngine({ family: 'IPv4' })
    kernel.register(engine)
    engine.restore(`*nat
:PREROUTING ACCEPT
-A PREROUTING -d 10.96.0.1/32 -p tcp -m statistic --mode random --probability 0.25 -j DNAT --to-destination 10.244.1.1:80
-A PREROUTING -d 10.96.0.1/32 -p tcp -j DNAT --to-destination 10.244.1.2:80
COMMIT
`)
    const before = printSave(engine.tables(), { backend: 'legacy', counters: true })
    const request = {
      from: 'client',
      protocol: 6,
      source: end('8.8.8.8:5000'),
      destination: end('10.96.0.1:80'),
    } as const
    const { branches, complete } = possibleExchanges(
      kernel,
      createSurroundings('eth0', 'cni0'),
      request,
      0,
    )
    const chances = branches.map(({ probability, result }) => {
      const { address, port } = result.result.backend ?? end('0.0.0.0:0')
      return `${formatEndpoint(address, port)} ${probability}`
    })
    expect(chances.sort()).toEqual(['10.244.1.1:80 0.25', '10.244.1.2:80 0.75'])
    expect(complete).toBe(true)
    expect(kernel.tracker.count).toBe(0)
    expect(printSave(engine.tables(), { backend: 'legacy', counters: true })).toBe(before)
  })
})
