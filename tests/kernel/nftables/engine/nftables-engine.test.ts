import { describe, expect, it } from 'vitest'
import { NftablesEngine } from '../../../../src/kernel/nftables/engine/nftables-engine.ts'
import { at, packet, testKernel } from '../../packets.ts'

describe('nftables of a node', () => {
  it('stands on the hooks of its base chains, not while its table sleeps', () => {
    const engine = new NftablesEngine()
    engine.apply(
      'add table ip t\nadd chain ip t c { type nat hook prerouting priority -100; }\nadd chain ip t d',
    )
    expect(engine.hooked()).toMatchObject([
      { hook: 'prerouting', family: 'IPv4', nat: true, function: { priority: -100 } },
    ])
    engine.apply('add table ip t { flags dormant; }')
    expect(engine.hooked()).toEqual([])
  })

  it('translates a packet on its way through the node', () => {
    const [kernel, engine] = [testKernel(), new NftablesEngine()]
    kernel.register(engine)
    engine.apply(
      'add table ip t\nadd chain ip t c { type nat hook prerouting priority -100; }\nadd rule ip t c tcp dport 80 dnat to 10.244.0.9:8080',
    )
    const passage = kernel.receive(packet('tcp', '8.8.8.8:5', '192.168.0.10:80'), 'eth0', at(0))
    expect(passage.fate).toMatchObject({ kind: 'departed', outputInterface: 'cni0' })
    expect(passage.packet).toMatchObject({ destination: 0x0af40009, destinationPort: 8080 })
  })
})
