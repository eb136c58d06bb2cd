import { describe, expect, it } from 'vitest'
import type { Step } from '../../../../src/kernel/netfilter/trace.ts'
import { bufferOf, createContext, engineWith, Journal, run, StepList } from '../packets.ts'

describe('a walk through a table', () => {
  it.each([
    {
      name: 'takes the verdict of the first rule that matches',
      rules: '-A FORWARD -p tcp -j DROP\n-A FORWARD -j ACCEPT',
      want: 'drop',
    },
    {
      name: 'goes on after a rule without target',
      rules: '-A FORWARD\n-A FORWARD -j DROP',
      want: 'drop',
    },
    {
      name: 'comes back from the end of a chain',
      rules: '-A FORWARD -j a\n-A FORWARD -j DROP\n-A a -p udp -j ACCEPT',
      want: 'drop',
    },
    {
      name: 'comes back from RETURN',
      rules: '-A FORWARD -j a\n-A FORWARD -j DROP\n-A a -j RETURN\n-A a -j ACCEPT',
      want: 'drop',
    },
    {
      name: 'after -g returns to the chain before',
      rules:
        '-A FORWARD -j a\n-A FORWARD -j DROP\n-A a -g b\n-A a -j ACCEPT\n-A b -p udp -j ACCEPT',
      want: 'drop',
    },
    {
      name: 'takes the policy after RETURN from a built-in chain',
      rules: '-A FORWARD -j RETURN\n-A FORWARD -j DROP',
      want: 'accept',
    },
    {
      name: 'takes the policy after -g from a built-in chain',
      rules: '-A FORWARD -g a\n-A FORWARD -j DROP\n-A a -p udp -j DROP',
      want: 'accept',
    },
  ])('$name', ({ rules, want }) => {
    const plain = run(engineWith(rules), 'filter', 'forward', bufferOf())
    expect(plain.kind).toBe(want)
    const traced = createContext({ trace: new StepList() })
    expect(run(engineWith(rules), 'filter', 'forward', bufferOf(), traced)).toEqual(plain)
  })

  it('counts packets and bytes of rules that match, and of the policy', () => {
    const engine = engineWith('-A FORWARD -p tcp -j a\n-A FORWARD -p udp\n-A a -j RETURN')
    run(engine, 'filter', 'forward', bufferOf())
    run(engine, 'filter', 'forward', bufferOf({ protocol: 'udp', packet: { lengthBytes: 100 } }))
    const counters = (chain: string) =>
      engine.chain('filter', chain)?.rules.map((rule) => `${rule.packets}:${rule.bytes}`)
    expect(counters('FORWARD')).toEqual(['1:60', '1:100'])
    expect(counters('a')).toEqual(['1:60'])
    expect(engine.chain('filter', 'FORWARD')).toMatchObject({ packets: 2, bytes: 160 })
  })

  it('counts every rule that it examined, matched or not', () => {
    const engine = engineWith(
      '-A FORWARD -p udp\n-A FORWARD -j a\n-A FORWARD -j DROP\n-A a -p udp\n-A a -p sctp',
    )
    const context = createContext()
    run(engine, 'filter', 'forward', bufferOf(), context)
    expect(context.visits).toMatchObject({ rules: 5, chainJumps: 1 })
  })

  it('takes counters back with the journal', () => {
    const engine = engineWith('-A FORWARD -j a\n-A a -m recent --set --name x')
    const journal = new Journal()
    run(engine, 'filter', 'forward', bufferOf(), createContext({ journal }))
    expect(engine.recent.get('x')?.size).toBe(1)
    journal.rollBack()
    expect(engine.chain('filter', 'FORWARD')?.rules[0]?.packets).toBe(0)
    expect(engine.chain('filter', 'FORWARD')?.packets).toBe(0)
    expect(engine.recent.get('x')?.size).toBe(0)
  })

  it('says in a trace what it looked at, and why it did not match', () => {
    const engine = engineWith(
      '-A FORWARD -s 10.0.0.0/8 -j DROP\n-A FORWARD -p tcp -m tcp --dport 443 -j DROP\n-A FORWARD -j a\n-A a -j MARK --set-mark 1',
    )
    const trace = new StepList()
    run(engine, 'filter', 'forward', bufferOf(), createContext({ trace }))
    expect(trace.steps.map(shown)).toEqual([
      'FORWARD 1: source 203.0.113.5 is not 10.0.0.0/8',
      'FORWARD 2: destination port 80 is not 443',
      'FORWARD 3: jump a',
      'a 1: MARK --set-xmark 0x1/0xffffffff',
      'mark 0 → 1',
      'a: return',
      'FORWARD: accept',
    ])
  })
})

function shown(step: Step): string {
  switch (step.kind) {
    case 'rule':
      return `${step.chain} ${step.number}: ${step.matched ? step.action : step.reason}`
    case 'policy':
      return `${step.chain}: ${step.verdict}`
    case 'mark':
      return `mark ${step.from} → ${step.to}`
    default:
      return step.kind
  }
}
