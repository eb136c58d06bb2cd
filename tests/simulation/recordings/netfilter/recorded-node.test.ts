import { expect, it } from 'vitest'
import { formatAddress, parseAddress } from '../../../../src/packet/address.ts'
import {
  createRecordedNode,
  surroundingsOf,
} from '../../../../src/simulation/recordings/netfilter/recorded-node.ts'
import { at, packet } from '../../../kernel/packets.ts'
import { recordedState } from './recorded-states.ts'

it('has the recorded addresses, routes, sysctls and sockets', () => {
  const kernel = createRecordedNode(recordedState())
  const source = kernel.sourceTowards(parseAddress('10.244.7.7'))
  expect(source && formatAddress(source)).toBe('10.244.0.1')
  expect(kernel.interfaceSettings('cni0').routeLocalnet).toBe(true)
  const passage = kernel.receive(packet('tcp', '8.8.8.8:1', '192.168.0.10:8000'), 'eth0', at(0))
  expect(passage.fate).toMatchObject({ kind: 'delivered', accepted: true })
})

it('has a client side whose own link is answered past the node', () => {
  const state = recordedState()
  const around = surroundingsOf(state, createRecordedNode(state))
  const comesBack = (to: string) => around.answersThroughNode('upstream', parseAddress(to))
  expect(comesBack('192.168.0.77')).toBe(false)
  expect(comesBack('192.168.0.10')).toBe(true)
  expect(comesBack('10.244.1.1')).toBe(true)
  expect(around.answersThroughNode('pods', parseAddress('192.168.0.77'))).toBe(true)
})

it('has a client side with one link of each family', () => {
  const state = recordedState({
    interfaces: { eth0: ['192.168.0.10/24', '172.20.5.6/16', '2001:db8::10/64'] },
  })
  const around = surroundingsOf(state, createRecordedNode(state))
  const comesBack = (to: string) => around.answersThroughNode('upstream', parseAddress(to))
  expect(['192.168.0.77', '2001:db8::77'].map(comesBack)).toEqual([false, false])
  expect(['172.20.5.77', '2001:db8:1::77', '2001:db8::10'].map(comesBack)).toEqual([
    true,
    true,
    true,
  ])
})
