import { expect, it } from 'vitest'
import { recordedFlow } from '../../../../src/simulation/recordings/kube-proxy/recorded-flows.ts'

it('reads an entry, and writes it as the recording does', () => {
  const raw = {
    proto: 'UDP',
    src: 'FD00::0:1',
    dst: 'fd00::2',
    sport: 1,
    dport: 53,
    replySport: 80,
  }
  expect(recordedFlow(raw)).toEqual({
    protocol: 'udp',
    source: 'fd00::1',
    destination: 'fd00::2',
    sourcePort: 1,
    destinationPort: 53,
    replySource: '<nil>',
    replyDestination: '<nil>',
    replySourcePort: 80,
    replyDestinationPort: 0,
    written: {
      proto: 'udp',
      src: 'fd00::1',
      dst: 'fd00::2',
      sport: 1,
      dport: 53,
      replySrc: '',
      replyDst: '',
      replySport: 80,
      replyDport: 0,
    },
  })
  expect(recordedFlow({ proto: 'gre' }).protocol).toBe('')
})
