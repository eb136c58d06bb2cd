import { describe, expect, it } from 'vitest'
import { modeEmulations } from '../../../../src/simulation/recordings/kube-proxy/mode-emulation.ts'
import { readRecordedState } from '../../../../src/simulation/recordings/kube-proxy/recorded-state.ts'

describe.each(Object.entries(modeEmulations))('the emulation of %s mode', (mode, emulate) => {
  it('starts, syncs, and gives what it wrote once', () => {
    const state = readRecordedState({ mode, steps: [] }, 'one', { file: 'test' })
    const emulation = emulate(state)
    expect(emulation.proxy.sync(0).kind).toBe('full')
    const first = JSON.stringify(emulation.takeAnswer())
    expect(first.length).toBeGreaterThan(JSON.stringify(emulation.takeAnswer()).length)
    expect(emulation.sysctls).toHaveProperty(['net/netfilter/nf_conntrack_tcp_timeout_established'])
  })
})
