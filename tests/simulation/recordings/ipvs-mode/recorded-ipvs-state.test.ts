import { expect, it } from 'vitest'
import { readIpvsState } from '../../../../src/simulation/recordings/ipvs-mode/recorded-ipvs-state.ts'

it('reads a state with what it may leave out', () => {
  const text = JSON.stringify({
    kind: 'ipvs',
    input: {},
    interfaces: {},
    routes: [],
    rounds: [{ step: 0, waited: 3 }],
  })
  expect(readIpvsState('file', 7, text)).toMatchObject({
    name: 'line 7',
    kernel: '',
    vs_sysctls: {},
    listening: [],
    rounds: [{ waited: 3 }],
  })
})
