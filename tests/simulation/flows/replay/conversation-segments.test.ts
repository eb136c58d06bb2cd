import { describe, expect, it } from 'vitest'
import {
  closeFlow,
  openFlow,
  openingOf,
} from '../../../../src/simulation/flows/replay/conversation-segments.ts'

const said = (play: typeof openFlow, protocol: number) => {
  const names: string[] = []
  play(protocol, (isReply, { name }) => names.push(`${isReply ? '<' : '>'} ${name}`))
  return names
}

describe('how a flow', () => {
  it.each([
    { protocol: 6, want: ['< SYN+ACK', '> ACK'] },
    { protocol: 17, want: ['< datagram'] },
    { protocol: 132, want: ['< INIT ACK', '> COOKIE ECHO', '< COOKIE ACK'] },
    { protocol: 1, want: ['< echo reply'] },
  ])('of protocol $protocol opens', ({ protocol, want }) => {
    expect(said(openFlow, protocol)).toEqual(want)
  })

  it.each([
    { protocol: 6, want: ['> FIN', '< FIN', '> ACK'] },
    { protocol: 17, want: [] },
    { protocol: 132, want: ['> SHUTDOWN', '< SHUTDOWN ACK', '> SHUTDOWN COMPLETE'] },
  ])('of protocol $protocol ends', ({ protocol, want }) => {
    expect(said(closeFlow, protocol)).toEqual(want)
  })

  it('begins', () => {
    expect(openingOf(6).name).toBe('SYN')
  })
})
