import { describe, expect, it } from 'vitest'
import { Journal } from '../../../../src/base/journal.ts'
import { createContext } from '../../iptables/packets.ts'
import { engineWith, run } from './rules.ts'

const set = 'add set inet t s { type ipv4_addr; size 1; flags dynamic; timeout 10s; }'

describe('packets that change a set', () => {
  it('add their key, for its time, while there is room', () => {
    const engine = engineWith('update @s { ip saddr } drop', set)
    expect(run(engine).kind).toBe('drop')
    expect(engine.list({ nowMs: 4_000 })).toContain('203.0.113.5 expires 6s')
    expect(run(engine, { source: '203.0.113.6' }).kind).toBe('accept')
    expect(run(engine, { source: '203.0.113.6' }, createContext({ nowMs: 10_000 })).kind).toBe(
      'drop',
    )
  })

  it('are counted for the cost model', () => {
    const context = createContext({})
    run(engineWith('update @s { ip saddr } drop', set), {}, context)
    expect(context.visits.setUpdates).toBe(1)
  })

  it('are taken back by the journal', () => {
    const engine = engineWith('update @s { ip saddr } drop', set)
    const [before, journal] = [engine.list(), new Journal()]
    run(engine, {}, createContext({ journal }))
    expect(engine.list()).not.toBe(before)
    journal.rollBack()
    expect(engine.list()).toBe(before)
  })
})
