import { describe, expect, it } from 'vitest'
import { choiceFor, inputStep } from '../../../../src/kernel/ipvs/hooks/explanation.ts'
import { contextOf, packet } from '../../packets.ts'
import { director, web } from './director.ts'

const asked = packet('tcp', '8.8.8.8:20001', '10.96.0.10:80')

describe('what a trace says of IPVS', () => {
  it('knows what the scheduler compares', () => {
    const node = director([
      '-A -t 10.96.0.10:80 -s wlc',
      '-a -t 10.96.0.10:80 -r 10.244.1.1:8080 -m -w 2',
      '-a -t 10.96.0.10:80 -r 10.244.1.2:8080 -m -w 0',
    ])
    const choice = choiceFor(node.engine, asked, 0, contextOf(node.kernel))
    expect(choice?.servers).toMatchObject([
      { server: '10.244.1.2:8080', weight: 0 },
      { server: '10.244.1.1:8080', weight: 2, cost: 0 },
    ])
    expect(choice?.rule).toContain('257')
  })

  it('has nothing to say where there is no virtual server', () => {
    const node = director(web)
    const other = packet('tcp', '8.8.8.8:1', '10.96.0.10:81')
    expect(choiceFor(node.engine, other, 0, contextOf(node.kernel))).toBeUndefined()
  })

  it('counts nothing', () => {
    const node = director(web)
    const context = contextOf(node.kernel)
    choiceFor(node.engine, asked, 0, context)
    expect(context.visits.schedulerSteps).toBe(0)
  })

  it.each([
    { verdict: 'accept' as const, reason: '', want: undefined },
    { verdict: 'accept' as const, reason: 'because', want: 'passed on: because' },
    { verdict: 'drop' as const, reason: 'because', want: 'dropped: because' },
    {
      verdict: 'reject' as const,
      reason: 'none',
      want: 'virtual server: no server available (none)',
    },
  ])('says of $verdict "$want"', ({ verdict, reason, want }) => {
    const passage = { verdict, reason, virtualServer: undefined, isNew: false, byTemplate: false }
    expect(inputStep(passage as never, undefined)?.text).toBe(want)
  })
})
