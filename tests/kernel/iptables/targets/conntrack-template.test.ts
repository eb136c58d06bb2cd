import { describe, expect, it } from 'vitest'
import { bufferOf, createContext, engineWith, normalForm, run, StepList } from '../packets.ts'

describe('-j CT and -j NOTRACK', () => {
  it.each([
    ['-j CT --notrack', '-j CT --notrack'],
    ['-j NOTRACK', '-j NOTRACK'],
    ['-p tcp -j CT --zone 5 --helper ftp', '-p tcp -j CT --helper ftp --zone 5'],
  ])('%s prints as %s', (given, printed) => expect(normalForm(given, 'raw')).toBe(printed))

  it.each(['CT --notrack', 'NOTRACK'])('%s keeps conntrack off the packet', (target) => {
    const buffer = bufferOf({ connection: -1 })
    buffer.connectionState = undefined
    run(engineWith(`-A PREROUTING -j ${target}`, 'raw'), 'raw', 'prerouting', buffer)
    expect(buffer.connectionState).toBe('UNTRACKED')
  })

  it('says that zones are not modelled', () => {
    const buffer = bufferOf({ connection: -1 })
    buffer.connectionState = undefined
    const context = createContext({ trace: new StepList() })
    run(engineWith('-A PREROUTING -j CT --zone 5', 'raw'), 'raw', 'prerouting', buffer, context)
    expect(context.trace?.steps.map((step) => step.kind)).toContain('unknown')
  })
})
