import { describe, expect, it } from 'vitest'
import { printSave } from '../../../src/kernel/iptables/text/save-writer.ts'
import { applyIptables, writeIptables } from '../../../src/simulation/node/iptables-write.ts'
import { a, b, service, slice } from '../../conformance/cluster-objects.ts'
import { syncedWorker } from './small-node.ts'

function synced() {
  const [mode] = syncedWorker('iptables', service(), slice([a, b])).modes
  if (mode?.mode !== 'iptables') throw new Error('no iptables mode')
  return mode.engine
}
const saved = (engine: ReturnType<typeof synced>) =>
  printSave(engine.tables(), { backend: 'legacy' })
const wrong = { ensure: [], restore: '*nat\n:NEW - [0:0]\n-A NEW -j NOWHERE\nCOMMIT\n' }

describe('what kube-proxy writes into iptables', () => {
  it('is refused where iptables would refuse it, and then changes nothing', () => {
    const engine = synced()
    const before = saved(engine)
    expect(() => applyIptables(engine, wrong)).toThrow(/NOWHERE/)
    expect(writeIptables(engine, wrong, false)).toMatch(/NOWHERE/)
    expect(saved(engine)).toBe(before)
  })

  it('is not taken where somebody else holds the lock', () => {
    const engine = synced()
    const chain = { ensure: [], restore: '*nat\n:NEW - [0:0]\nCOMMIT\n' }
    expect(writeIptables(engine, chain, true)).toMatch(/xtables lock/)
    expect(engine.chain('nat', 'NEW')).toBeUndefined()
    expect(writeIptables(engine, chain, false)).toBeUndefined()
    expect(engine.chain('nat', 'NEW')).toBeDefined()
  })
})
