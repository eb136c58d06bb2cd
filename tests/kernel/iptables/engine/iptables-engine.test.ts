import { describe, expect, it } from 'vitest'
import { readDump } from '../../../../src/kernel/iptables/dump/dump-reader.ts'
import { IptablesEngine } from '../../../../src/kernel/iptables/engine/iptables-engine.ts'
import { RecentTables } from '../../../../src/kernel/iptables/matches/state/recent-tables.ts'
import { printSave } from '../../../../src/kernel/iptables/text/save-writer.ts'
import { bufferOf, createContext, run } from '../packets.ts'

describe('iptables on a node', () => {
  it('hangs on no hook until there is a table', () => {
    const engine = new IptablesEngine({ family: 'IPv4' })
    expect(engine.hooked()).toEqual([])
    engine.restore('*filter\nCOMMIT\n')
    expect(engine.hooked().map(({ hook }) => hook)).toEqual(['input', 'forward', 'output'])
    expect(engine.hooksVersion).toBe(1)
    const hooked = engine.hooked()
    engine.restore('*filter\n-A INPUT -j DROP\nCOMMIT\n')
    expect(engine.hooked()).toBe(hooked)
    expect(engine.hooksVersion).toBe(2)
  })

  it('lays out anew only the chains that changed', () => {
    const engine = new IptablesEngine({ family: 'IPv4' })
    engine.restore(
      '*filter\n:a - [0:0]\n:b - [0:0]\n-A FORWARD -j a\n-A FORWARD -j b\n-A a -p udp\n-A b -p udp\nCOMMIT\n',
    )
    run(engine, 'filter', 'forward', bufferOf())
    const laidOut = (name: string) => engine.chain('filter', name)?.compiled
    const before = laidOut('b')
    engine.restore('*filter\n:a - [0:0]\n-A a -p sctp\nCOMMIT\n', { noFlush: true })
    expect(laidOut('a')).toBeUndefined()
    expect(laidOut('b')).toBe(before)
    const context = createContext()
    run(engine, 'filter', 'forward', bufferOf(), context)
    expect(context.visits.rules).toBe(4)
  })

  it('becomes what a dump says, tables and counters', () => {
    const text =
      '*nat\n:PREROUTING ACCEPT [5:50]\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n:a - [0:0]\n[1:60] -A PREROUTING -j a\nCOMMIT\n'
    const engine = new IptablesEngine({ family: 'IPv4' })
    engine.restore('*filter\n-A INPUT -m recent --set --name gone\nCOMMIT\n')
    engine.load(readDump(text, 'dump'))
    expect(printSave(engine.tables(), { backend: 'legacy', counters: true })).toBe(text)
    expect(engine.table('filter')).toBeUndefined()
    expect(engine.recent.size).toBe(0)
    expect(engine.hooked().every((one) => one.function.name === 'iptables nat')).toBe(true)
  })

  it('refuses a dump of the other family', () => {
    const dump = readDump('*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n', 'dump', 'IPv6')
    expect(() => new IptablesEngine({ family: 'IPv4' }).load(dump)).toThrow(
      'found IPv6 rules, expected IPv4',
    )
  })

  it('shares recent tables with the engine of the other family', () => {
    const recent = new RecentTables()
    const four = new IptablesEngine({ family: 'IPv4', recent })
    const six = new IptablesEngine({ family: 'IPv6', recent })
    for (const engine of [four, six])
      engine.restore('*filter\n-A INPUT -m recent --set --name x\nCOMMIT\n')
    four.restore('*filter\nCOMMIT\n')
    expect(recent.get('x')?.references).toBe(1)
  })

  it('counts policies for iptables-nft only where they were given counters', () => {
    const counted = (text: string) => {
      const engine = new IptablesEngine({ family: 'IPv4', backend: 'nft' })
      engine.restore(text)
      run(engine, 'filter', 'forward', bufferOf())
      return engine.chain('filter', 'FORWARD')?.packets
    }
    expect(counted('*filter\n-A INPUT -j DROP\nCOMMIT\n')).toBe(0)
    expect(counted('*filter\n:FORWARD ACCEPT [0:0]\nCOMMIT\n')).toBe(1)
  })
})
