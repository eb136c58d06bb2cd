import { describe, expect, it } from 'vitest'
import { createContext, matches, normalForm, StepList } from '../packets.ts'

describe('a match that is not modelled', () => {
  it.each([
    '-m u32 --u32 "0x6&0xff=0x1"',
    '-m bpf --bytecode "4,48 0 0 9,21 0 1 6,6 0 0 1,6 0 0 0"',
    '-p tcp -m hashlimit --hashlimit-upto 10/sec --hashlimit-burst 5 --hashlimit-mode srcip --hashlimit-name foo',
    '-m string --string "say \\"hi\\"" --algo bm',
    '-m cgroup ! --cgroup 100',
    '-m no-such-module --with ! --options 1 2 -j ACCEPT',
  ])('%s prints as it was written', (rule) => expect(normalForm(rule)).toBe(rule))

  it('is taken not to match, and a trace says so', () => {
    const trace = new StepList()
    expect(matches('-m u32 --u32 0x0=0x1', {}, createContext({ trace }))).toBe(false)
    const question = 'does "-m u32 --u32 0x0=0x1" match? (not modelled)'
    expect(trace.steps).toContainEqual({ kind: 'unknown', question })
  })
})
