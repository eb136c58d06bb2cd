import { describe, expect, it } from 'vitest'
import { createContext } from '../../iptables/packets.ts'
import { engineWith, run } from './rules.ts'

describe('a lookup', () => {
  it('finds an element while it lives, and counts', () => {
    const set = 'add set inet t s { type ipv4_addr; timeout 10s; elements = { 203.0.113.5 }; }'
    const engine = engineWith('ip saddr @s drop', set)
    const context = createContext()
    expect(run(engine, {}, context).kind).toBe('drop')
    expect(context.visits.setLookups).toBe(1)
    expect(run(engine, {}, createContext({ nowMs: 10_000 })).kind).toBe('accept')
  })
})
