import { describe, expect, it } from 'vitest'
import { engineWith, run } from './rules.ts'

describe('a chain made ready', () => {
  it('is made anew when its rules have changed', () => {
    const engine = engineWith('counter')
    expect(run(engine).kind).toBe('accept')
    engine.apply('add rule inet t c drop')
    expect(run(engine).kind).toBe('drop')
    engine.apply('flush chain inet t c')
    expect(run(engine).kind).toBe('accept')
  })
})
