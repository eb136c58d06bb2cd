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
