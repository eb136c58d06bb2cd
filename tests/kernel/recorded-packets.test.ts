import { describe, expect, it } from 'vitest'
import { recordedPackets, replay } from './recorded-packets.ts'

const recordings = recordedPackets()

describe('single packets that a real kernel was given', () => {
  it.each(recordings)('come out the same where $name was recorded', (recording) => {
    const { packets, differences } = replay(recording)
    expect(differences).toEqual([])
    expect(packets).toBeGreaterThan(10)
  })

  it('are of every protocol, family and kind of rules', () => {
    const seen = new Set(
      recordings.flatMap(({ kind, packets }) => packets.map(({ proto }) => `${kind} ${proto}`)),
    )
    for (const kind of ['legacy', 'compat', 'nft'])
      for (const protocol of ['tcp', 'udp', 'sctp', 'icmp', 'icmpv6'])
        expect(seen).toContain(`${kind} ${protocol}`)
  })
})
