import { describe, expect, it } from 'vitest'
import { bufferOf, createContext, engineWith, normalForm, run, StepList } from '../packets.ts'

describe('a target that is not modelled', () => {
  it.each([
    '-j NFQUEUE --queue-num 3 --queue-bypass',
    '-j SET --add-set A src --exist --timeout 30',
    '-j AUDIT --type accept',
  ])('%s prints as it was written', (rule) => expect(normalForm(rule)).toBe(rule))

  it('lets the packet go on where it only alters or notes', () => {
    const engine = engineWith('-A FORWARD -j TOS --set-tos 0x10/0xff\n-A FORWARD -j DROP', 'mangle')
    expect(run(engine, 'mangle', 'forward', bufferOf()).kind).toBe('drop')
  })

  it('is asked about where it decides', () => {
    const context = createContext({ trace: new StepList() })
    const engine = engineWith('-A FORWARD -j NFQUEUE --queue-num 3')
    expect(run(engine, 'filter', 'forward', bufferOf(), context).kind).toBe('drop')
    expect(context.trace?.steps.map((step) => step.kind)).toContain('unknown')
  })
})
