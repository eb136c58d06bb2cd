import { describe, expect, it } from 'vitest'
import { formatAddress, parseAddress } from '../../../../src/packet/address.ts'
import { proxyModes } from '../../../../src/proxy/configuration.ts'
import { HostSender, NodeSender } from '../../../../src/simulation/traffic/clients/senders.ts'
import { smallWorld } from '../../network/small-cluster.ts'
import { endings, play } from '../played.ts'

const outside = { kind: 'outside' } as const

describe('senders', () => {
  it('send from their address of the destination’s family', () => {
    const [v4, v6] = ['203.0.113.5', '2001:db8::5'].map((text) => parseAddress(text))
    if (v4 === undefined || v6 === undefined) throw new Error('no addresses')
    const sender = new HostSender(outside, [v4, v6])
    expect(sender.addressTowards(parseAddress('10.0.0.1'))).toBe(v4)
    expect(sender.addressTowards(parseAddress('2001:db8::1'))).toBe(v6)
    expect(new HostSender(outside, [v4]).addressTowards(v6)).toBeUndefined()
  })

  it('on a node take the address that its routes say: to a VIP of kube-ipvs0 that itself', () => {
    const from = (mode: 'iptables' | 'ipvs') => {
      const living = smallWorld(mode).cluster.nodes.get('node-1')
      if (living === undefined) throw new Error('no node-1')
      const address = new NodeSender(living).addressTowards(parseAddress('10.96.0.10'))
      return address === undefined ? '' : formatAddress(address)
    }
    expect(from('iptables')).toBe('192.168.0.10')
    expect(from('ipvs')).toBe('10.96.0.10')
  })

  it.each(proxyModes)(
    'on a node get their answers in %s mode, and leave no socket behind',
    (mode) => {
      const played = play([{ client: 'host' }], { mode })
      expect(endings(played)).toEqual(['1000 completed'])
      const { sockets } = played.world.cluster.nodes.get('node-1')?.emulated.kernel ?? {}
      expect(
        sockets?.takes({
          protocol: 6,
          source: parseAddress('10.96.0.10'),
          destination: parseAddress('192.168.0.10'),
          sourcePort: 80,
          destinationPort: 32_768,
          tcpFlags: 16,
          sctpChunkType: 0,
          icmpType: 0,
          icmpCode: 0,
          lengthBytes: 40,
          quoted: undefined,
        }),
      ).toBe(false)
    },
  )
})
