import { describe, expect, it } from 'vitest'
import type { StepAnswer } from '../../../../src/simulation/recordings/kube-proxy/state-run.ts'
import { createRecordedIptables } from '../../../../src/simulation/recordings/netfilter/recorded-iptables.ts'
import { createRecordedNode } from '../../../../src/simulation/recordings/netfilter/recorded-node.ts'
import { recordedState } from './recorded-states.ts'

const answer = (ensure: string[], restore: string) =>
  ({ step: 0, sync: 'full', iptables: { ensure, restore } }) as unknown as StepAnswer

describe('iptables of a recorded node', () => {
  it('does single commands first, then the restore text', () => {
    const state = recordedState()
    const rules = createRecordedIptables(state, createRecordedNode(state), 'IPv4')
    rules.apply(
      answer(
        ['-t nat -N KUBE-SERVICES', '-t nat -I PREROUTING -j KUBE-SERVICES'],
        '*nat\n:KUBE-SERVICES - [0:0]\n-A KUBE-SERVICES -d 10.96.0.1 -j ACCEPT\nCOMMIT\n',
      ),
    )
    const lines = rules.list().split('\n')
    expect(lines).toContain('[0:0] -A PREROUTING -j KUBE-SERVICES')
    expect(lines).toContain('[0:0] -A KUBE-SERVICES -d 10.96.0.1/32 -j ACCEPT')
    expect(rules.compare(rules.list(), true).differences).toEqual([])
  })

  it('goes without nfacct where the recorder’s kernel did', () => {
    const state = recordedState({ notes: ['nfacct removed'] })
    const rules = createRecordedIptables(state, createRecordedNode(state), 'IPv4')
    rules.apply(
      answer([], '*filter\n:X - [0:0]\n-A X -m nfacct --nfacct-name some -j DROP\nCOMMIT\n'),
    )
    expect(rules.list()).toContain('[0:0] -A X -j DROP')
  })
})
