import { describe, expect, it } from 'vitest'
import { IptablesEngine } from '../../../../src/kernel/iptables/engine/iptables-engine.ts'
import { bufferOf, run } from '../packets.ts'

const text = '*filter\n:a - [0:0]\n-A FORWARD -j a\n-A a -m recent --set --name x\nCOMMIT\n'

function seen() {
  const engine = new IptablesEngine({ family: 'IPv4' })
  engine.restore(text)
  run(engine, 'filter', 'forward', bufferOf())
  expect(engine.recent.get('x')?.size).toBe(1)
  return engine
}

describe('what rules remember', () => {
  it('stays when the same rules are restored again', () => {
    const engine = seen()
    engine.restore(text)
    engine.restore('*filter\n:a - [0:0]\n-A a -m recent --rcheck --name x\nCOMMIT\n', {
      noFlush: true,
    })
    expect(engine.recent.get('x')?.size).toBe(1)
  })

  it('is forgotten when no rule names it any more', () => {
    const engine = seen()
    engine.restore('*filter\n:a - [0:0]\nCOMMIT\n', { noFlush: true })
    expect(engine.recent.size).toBe(0)
    engine.restore(text, { noFlush: true })
    expect(engine.recent.get('x')?.size).toBe(0)
  })

  it('stays while a rule of another table names it', () => {
    const engine = seen()
    engine.restore('*nat\n-A PREROUTING -m recent --rcheck --name x\nCOMMIT\n')
    engine.restore('*filter\nCOMMIT\n')
    expect(engine.recent.get('x')?.size).toBe(1)
  })

  it('goes on counting under iptables-nft while other rules change', () => {
    const engine = new IptablesEngine({ family: 'IPv4', backend: 'nft' })
    engine.restore(
      '*filter\n-A FORWARD -m statistic --mode nth --every 2 --packet 0 -j DROP\nCOMMIT\n',
    )
    run(engine, 'filter', 'forward', bufferOf())
    engine.command('-A INPUT -j ACCEPT')
    expect(run(engine, 'filter', 'forward', bufferOf()).kind).toBe('accept')
  })
})
