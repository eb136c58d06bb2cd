import { describe, expect, it } from 'vitest'
import { IptablesEngine } from '../../../../src/kernel/iptables/engine/iptables-engine.ts'
import {
  createRecordedNode,
  surroundingsOf,
} from '../../../../src/simulation/recordings/netfilter/recorded-node.ts'
import { StateReplay } from '../../../../src/simulation/recordings/netfilter/state-replay.ts'
import { recordedState } from './recorded-states.ts'

function replay() {
  const state = recordedState()
  const kernel = createRecordedNode(state)
  const engine = new IptablesEngine({ family: 'IPv4' })
  kernel.register(engine)
  engine.restore(`*nat
:PREROUTING ACCEPT
:POSTROUTING ACCEPT
-A PREROUTING -d 10.96.0.1/32 -p udp -m statistic --mode random --probability 0.5 -j DNAT --to-destination 10.244.1.1:53
-A PREROUTING -d 10.96.0.1/32 -p udp -j DNAT --to-destination 10.244.1.2:53
-A POSTROUTING -d 10.244.0.0/16 -j MASQUERADE --random-fully
COMMIT
`)
  return new StateReplay(kernel, surroundingsOf(state, kernel))
}

const packet = {
  from: 'client',
  src: '8.8.8.8',
  sport: 5_000,
  dst: '10.96.0.1',
  dport: 53,
  proto: 'udp',
} as const
const recorded = (backend: string) =>
  ({
    outcome: 'reached',
    where: 'pods',
    backend,
    seen_src: '10.244.0.1:4321',
    reply_ok: true,
  }) as const

describe('a recorded packet, sent again', () => {
  it('goes the recorded way, with the recorded port, and stays on it', () => {
    const state = replay()
    const first = state.send(packet, recorded('10.244.1.2:53'), 0)
    expect(first.answer).toEqual(recorded('10.244.1.2:53'))
    expect(first.possible.map(({ backend, probability }) => [backend, probability])).toEqual([
      ['10.244.1.2:53', 0.5],
      ['10.244.1.1:53', 0.5],
    ])
    expect(first).toMatchObject({ difference: undefined, certain: true })
    const later = state.send(packet, recorded('10.244.1.2:53'), 10)
    expect(later.possible).toHaveLength(1)
    expect(later.answer.seen_src).toBe('10.244.0.1:4321')
  })

  it('differs where no way is the recorded one', () => {
    const { difference, certain } = replay().send(packet, recorded('10.244.1.3:53'), 0)
    expect({ difference, certain }).toEqual({ difference: 'backend', certain: false })
  })

  it('takes its own way where nothing was recorded', () => {
    const { answer, difference } = replay().send(packet, undefined, 0)
    expect(answer.outcome).toBe('reached')
    expect(difference).toBeUndefined()
  })
})
