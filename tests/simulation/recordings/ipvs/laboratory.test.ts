import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../../../src/packet/address.ts'
import {
  type Ends,
  Laboratory,
  listenerKey,
} from '../../../../src/simulation/recordings/ipvs/laboratory.ts'
import { plainOptions, serverAt, webKey } from '../../../kernel/ipvs/some-servers.ts'

const ends: Ends = {
  protocol: 6,
  client: parseAddress('10.1.0.2'),
  clientPort: 1,
  virtual: webKey.address,
  virtualPort: 80,
}
const syn = { tcpFlags: 2 }

describe('the laboratory', () => {
  it('lets things happen in their order', () => {
    const laboratory = new Laboratory({})
    const seen: [string, number][] = []
    laboratory.schedule(20, () => seen.push(['late', laboratory.nowMs]))
    laboratory.schedule(10, () => seen.push(['early', laboratory.nowMs]))
    laboratory.pass(15)
    laboratory.pass(100, () => seen.length === 2)
    expect([seen, laboratory.nowMs]).toEqual([
      [
        ['early', 10],
        ['late', 20],
      ],
      20,
    ])
  })

  it('sends a client’s packet to a server and its answer back', () => {
    const laboratory = new Laboratory({})
    expect(laboratory.fromClient(ends, syn)).toEqual({ kind: 'director' })
    laboratory.engine.virtualServers.add(webKey, plainOptions)
    laboratory.engine.virtualServers.addServer(webKey, serverAt('10.244.1.1'))
    const server = { address: parseAddress('10.244.1.1'), port: 8080 }
    expect(laboratory.fromClient(ends, syn)).toEqual({ kind: 'server', ...server })
    expect(laboratory.fromServer(ends, server, syn)).toEqual({ address: webKey.address, port: 80 })
    expect(laboratory.fromServer(ends, { ...server, port: 9 }, syn)).toBeUndefined()
    expect(laboratory.isListening(6, server)).toBe(false)
    laboratory.listeners.add(listenerKey(6, server.address, server.port))
    expect(laboratory.isListening(6, server)).toBe(true)
  })

  it('lets a client have six ICMP errors in a row, then one a second', () => {
    const laboratory = new Laboratory({})
    laboratory.engine.virtualServers.add(webKey, plainOptions)
    const kinds = () => Array.from({ length: 8 }, () => laboratory.fromClient(ends, syn).kind)
    expect(kinds().filter((kind) => kind === 'refused')).toHaveLength(6)
    laboratory.pass(2000)
    expect(kinds().filter((kind) => kind === 'refused')).toHaveLength(2)
  })

  it('lets a client of IPv6 have more of them', () => {
    const laboratory = new Laboratory({})
    const virtual = parseAddress('fd00:96::a')
    laboratory.engine.virtualServers.add(
      { ...webKey, address: virtual },
      { ...plainOptions, netmask: 128 },
    )
    const six = { ...ends, client: parseAddress('fd00:1::1'), virtual }
    const refused = () =>
      Array.from({ length: 8 }, () => laboratory.fromClient(six, syn).kind).filter(
        (kind) => kind === 'refused',
      ).length
    expect(refused()).toBe(6)
    laboratory.pass(125)
    expect(refused()).toBe(2)
  })

  it('limits no ICMP errors on the director itself, and marks nothing there', () => {
    const laboratory = new Laboratory({})
    laboratory.engine.virtualServers.add(webKey, plainOptions)
    laboratory.engine.virtualServers.add({ kind: 'mark', mark: 7, family: 'IPv4' }, plainOptions)
    laboratory.markRules.push({ mark: 7, matches: () => true })
    const local = { ...ends, local: true }
    const kinds = Array.from({ length: 8 }, () => laboratory.fromClient(local, syn).kind)
    expect(kinds).toEqual(kinds.map(() => 'refused'))
    laboratory.engine.virtualServers.remove(webKey)
    expect(laboratory.fromClient(local, syn)).toEqual({ kind: 'director' })
    expect(laboratory.fromClient(ends, syn)).toEqual({ kind: 'refused' })
  })

  it('leads a server’s ICMP error back while its connection is there', () => {
    const laboratory = new Laboratory({})
    laboratory.engine.virtualServers.add(webKey, plainOptions)
    laboratory.engine.virtualServers.addServer(webKey, serverAt('10.244.1.1'))
    const server = { address: parseAddress('10.244.1.1'), port: 8080 }
    expect(laboratory.translatesErrors(ends, server)).toBe(false)
    laboratory.fromClient(ends, syn)
    expect(laboratory.translatesErrors(ends, server)).toBe(true)
  })
})
