import { describe, expect, it } from 'vitest'
import { localInterfaces, traceOnDumps } from '../../../src/report/trace/dump-trace.ts'
import { readNodeDump } from '../../../src/simulation/node/node-dump.ts'

const save = `*nat
:PREROUTING ACCEPT [0:0]
-A PREROUTING -d 10.96.0.10/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.244.1.7:8080
COMMIT
`
const dumps = [readNodeDump(save, 'dump.txt')]
const packet = { from: '192.0.2.1', to: '10.96.0.10:80', seed: 1 }

describe('a packet through a dump', () => {
  it('goes where its rules send it', () => {
    const { exchange, mode, node } = traceOnDumps(
      dumps,
      localInterfaces(undefined, ['192.0.2.9']),
      packet,
    )
    expect(exchange.result.backend?.port).toBe(8080)
    expect({ mode, node }).toEqual({ mode: 'dumps of iptables', node: 'dump.txt' })
  })

  it('from the node needs the address of one', () => {
    expect(() => traceOnDumps(dumps, [], { ...packet, from: 'node' })).toThrow('say its address')
  })
})

describe('what is local', () => {
  it('is what was listed, and what was said beside it', () => {
    const listing = { file: 'addr.txt', text: '2: eth0    inet 192.0.2.9/24 scope global eth0' }
    const interfaces = localInterfaces(listing, ['192.0.2.10'])
    expect(interfaces.map(({ name, addresses }) => [name, addresses.length])).toEqual([['eth0', 2]])
  })

  it.each([{ text: 'nonsense' }, { text: '' }])('refuses a listing "$text"', ({ text }) => {
    expect(() => localInterfaces({ file: 'addr.txt', text }, [])).toThrow('ip -o addr')
  })
})
