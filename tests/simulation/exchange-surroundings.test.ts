import { expect, it } from 'vitest'
import { parseAddress } from '../../src/packet/address.ts'
import { createSurroundings } from '../../src/simulation/exchange-surroundings.ts'

it('has pods behind one interface, and the world behind all others', () => {
  const around = createSurroundings('eth0', 'cni0')
  expect([around.entrance('client'), around.entrance('pod')]).toEqual(['eth0', 'cni0'])
  expect([around.behind('cni0'), around.behind('eth1')]).toEqual(['pods', 'upstream'])
  expect(around.answersThroughNode('upstream', parseAddress('8.8.8.8'))).toBe(true)
})
