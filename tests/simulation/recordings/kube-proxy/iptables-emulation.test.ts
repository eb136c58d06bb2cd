import { expect, it } from 'vitest'
import { emulateIptables } from '../../../../src/simulation/recordings/kube-proxy/iptables-emulation.ts'
import { readRecordedState } from '../../../../src/simulation/recordings/kube-proxy/recorded-state.ts'

it('makes sure of its chains once', () => {
  const emulation = emulateIptables(readRecordedState({ steps: [] }, 'one', { file: 'test' }))
  const ensured = () => (emulation.takeAnswer().iptables as { ensure: string[] }).ensure
  emulation.proxy.sync(0)
  // Nine chains, of which KUBE-SERVICES is in two tables, and the jumps to them.
  expect(ensured()).toHaveLength(22)
  emulation.proxy.forceFullSync()
  emulation.proxy.sync(1)
  expect(ensured()).toEqual([])
})
