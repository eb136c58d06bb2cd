import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../../../src/packet/address.ts'
import type { Loss } from '../../../../src/simulation/network/delivery.ts'
import {
  describeLoss,
  reasonOf,
} from '../../../../src/simulation/traffic/connections/loss-words.ts'

const address = parseAddress('10.244.2.30')
const dropped = { kind: 'dropped', node: 'node-1', error: undefined } as const
const icmp = { kind: 'icmp', type: 3, code: 3 } as const
const cases: { loss: Loss; reason: string; text: string }[] = [
  {
    loss: {
      ...dropped,
      hook: 'forward',
      by: 'iptables filter',
      reason: 'filter KUBE-FORWARD rule 1',
    },
    reason: 'dropped-by-rule',
    text: 'iptables filter KUBE-FORWARD rule 1 on node-1',
  },
  {
    loss: { ...dropped, hook: undefined, by: 'routing', reason: 'martian: source 0.0.0.0' },
    reason: 'dropped-by-rule',
    text: 'routing: martian: source 0.0.0.0 on node-1',
  },
  {
    loss: { kind: 'rejected', node: 'node-1', by: 'iptables filter', answer: icmp },
    reason: 'dropped-by-rule',
    text: 'rejected by iptables filter on node-1',
  },
  {
    loss: { kind: 'no-listener', node: 'node-1' },
    reason: 'timed-out',
    text: 'nobody listens on node-1',
  },
  {
    loss: { kind: 'pod-gone', node: 'node-2', address, toldAtMs: undefined },
    reason: 'blackholed',
    text: 'the pod with 10.244.2.30 on node-2 is gone',
  },
  { loss: { kind: 'node-lost', node: 'node-2' }, reason: 'blackholed', text: 'node-2 is lost' },
  {
    loss: { kind: 'nobody', address, reason: 'no route' },
    reason: 'blackholed',
    text: '10.244.2.30: no route',
  },
  {
    loss: { kind: 'hairpin', node: 'node-2', reason: 'the bridge has hairpin mode off' },
    reason: 'blackholed',
    text: 'the bridge has hairpin mode off on node-2',
  },
  {
    loss: { kind: 'injected', node: 'node-2', reason: 'a race' },
    reason: 'dropped-by-rule',
    text: 'a race on node-2',
  },
]

describe('words for a loss', () => {
  it.each(cases)('$text', ({ loss, reason, text }) => {
    expect(describeLoss(loss)).toBe(text)
    expect(reasonOf(loss)).toBe(reason)
  })

  it('say timed out where nothing was lost on the way there', () => {
    expect(reasonOf(undefined)).toBe('timed-out')
  })
})
