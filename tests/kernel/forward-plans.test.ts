import { describe, expect, it } from 'vitest'
import { ForwardPlans } from '../../src/kernel/forward-plans.ts'
import { noticedByNobody } from '../../src/kernel/netfilter/foreseen-run.ts'
import { accept, type HookFunction, type Verdict } from '../../src/kernel/netfilter/hook.ts'
import { contextOf, packet, testKernel } from './packets.ts'

const context = contextOf(testKernel())
const counter = () => ({ packets: 0, bytes: 0 })

/** A function that says the same of all packets; `asked`: what it was asked about. */
function sure(verdict: Verdict, asked: string[] = []): HookFunction {
  return {
    name: 'sure',
    priority: 0,
    run: () => verdict,
    foresee: (buffer, hook) => {
      asked.push(`${hook} ${buffer.inputInterface}>${buffer.outputInterface}`)
      return { ...noticedByNobody, verdict, counters: [counter()], rules: 1 }
    },
  }
}

const unsure: HookFunction = { name: 'unsure', priority: 0, run: () => accept }
const udp = packet('udp', '10.0.0.1:1', '10.0.0.2:2')

describe('what is known of forwarded packets', () => {
  it('is asked once for all packets between two interfaces', () => {
    const asked: string[] = []
    const one = sure(accept, asked)
    const plans = new ForwardPlans(true, { prerouting: [one], forward: [one], postrouting: [one] })
    const run = plans.find(udp, 'eth0', 'cni0', context)
    expect(run).toMatchObject({ rules: 3 })
    expect(plans.find(udp, 'cni0', 'eth0', context)).not.toBe(run)
    expect(plans.find(udp, 'eth0', 'cni0', context)).toBe(run)
    expect(asked.slice(0, 3)).toEqual([
      'prerouting eth0>',
      'forward eth0>cni0',
      'postrouting eth0>cni0',
    ])
    expect(asked.length).toBe(6)
  })

  it.each([
    { name: 'a function has to be asked', function: unsure },
    { name: 'a function drops it', function: sure({ kind: 'drop', reason: 'so' }) },
  ])('is nothing where $name', ({ function: one }) => {
    const plans = new ForwardPlans(true, { prerouting: [], forward: [one], postrouting: [] })
    expect(plans.find(udp, 'eth0', 'cni0', context)).toBeUndefined()
  })
})
