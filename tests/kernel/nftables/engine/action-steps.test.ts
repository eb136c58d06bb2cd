import { describe, expect, it } from 'vitest'
import { Journal } from '../../../../src/base/journal.ts'
import { bufferOf, createContext } from '../../iptables/packets.ts'
import { engineWith, run } from './rules.ts'

describe('what rules do', () => {
  it.each([
    ['accept', { kind: 'accept' }],
    ['drop', { kind: 'drop' }],
    ['reject', { kind: 'reject', answer: { kind: 'icmp', type: 3, code: 3 } }],
    ['reject with icmpx admin-prohibited', { kind: 'reject', answer: { code: 13 } }],
    ['reject with tcp reset', { kind: 'reject', answer: { kind: 'tcp-reset' } }],
    ['quota over 100 bytes drop', { kind: 'accept' }],
    ['quota over 10 bytes drop', { kind: 'drop' }],
  ])('%s', (rule, want) => {
    expect(run(engineWith(rule))).toMatchObject(want)
  })

  it('sets marks', () => {
    const buffer = bufferOf({ mark: 1 })
    run(engineWith('meta mark set meta mark | 0x4000'), {}, createContext(), buffer)
    expect(buffer.mark).toBe(0x4001)
  })

  it('counts, and is taken back by the journal', () => {
    const engine = engineWith('counter limit rate 1/hour burst 1 packets drop')
    const [before, journal] = [engine.list(), new Journal()]
    expect(run(engine, {}, createContext({ journal })).kind).toBe('drop')
    expect(engine.list()).toContain('counter packets 1 bytes 60')
    journal.rollBack()
    expect(engine.list()).toBe(before)
    expect([run(engine).kind, run(engine).kind]).toEqual(['drop', 'accept'])
  })
})
