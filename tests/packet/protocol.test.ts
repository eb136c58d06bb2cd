import { expect, it } from 'vitest'
import { formatProtocol, protocolNumber } from '../../src/packet/protocol.ts'

it('names the protocols it knows, and numbers the rest', () => {
  expect([protocolNumber.sctp, 47].map(formatProtocol)).toEqual(['sctp', '47'])
})
