import { expect, it } from 'vitest'
import { parseAddress } from '../../src/packet/address.ts'
import { createSurroundings } from '../../src/simulation/exchange-surroundings.ts'

it('has pods behind one interface, and the world behind all others', () => {
  const around = createSurroundings('eth0', 'cni0')
  expect([around.entrance('client'), around.entrance('pod')]).toEqual(['eth0', 'cni0'])
  expect([around.behind('cni0'), around.behind('eth1')]).toEqual(['pods', 'upstream'])
  expect(around.answersThroughNode('upstream', parseAddress('8.8.8.8'))).toBe(true)
})

it('sees no answers from beyond to others, where it is told who is ours', () => {
  const own = parseAddress('192.168.0.10')
  const around = createSurroundings('eth0', 'cni0', (address) => address === own)
  const comesBack = (from: 'pods' | 'upstream', to: string) =>
    around.answersThroughNode(from, parseAddress(to))
  expect(comesBack('upstream', '192.168.0.10')).toBe(true)
  expect(comesBack('upstream', '203.0.113.10')).toBe(false)
  expect(comesBack('pods', '203.0.113.10')).toBe(true)
})
