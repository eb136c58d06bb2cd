import { describe, expect, it } from 'vitest'
import { readLines, refusalOf } from '../read-text.ts'

const event = (text: string) => [`events: [{ ${text} }]`]

describe('checkEventsInTime', () => {
  it('takes what an earlier event makes, and pods that a workload may make', () => {
    const service =
      '{ apiVersion: v1, kind: Service, metadata: { name: later }, spec: { ports: [{ port: 1 }] } }'
    const lines = [
      'events:',
      `- { at: 1s, apply: [${service}] }`,
      '- { at: 2s, delete: svc/later }',
      '- { at: 3s, kill: pod/web-7 }',
    ]
    expect(refusalOf(() => readLines(...lines))).toBe('')
    expect(refusalOf(() => readLines('events:', '- { at: 2s, delete: svc/later }'))).toContain(
      'no Service default/later',
    )
  })
})

describe('what is refused', () => {
  it.each([
    {
      name: 'an event on a workload that is not there',
      lines: event('at: 1s, rollOut: deployment/shopp'),
      want: '5:20: no Deployment default/shopp is there at that time; did you mean "default/shop"?',
    },
    {
      name: 'an event on no node',
      lines: event('at: 1s, loseNode: node-4'),
      want: 'no Node node-4 is there',
    },
    {
      name: 'an event on no traffic',
      lines: event('at: 1s, notReady: usedBy/steady'),
      want: 'no traffic "steady"',
    },
    {
      name: 'a Service deleted twice',
      lines: ['events:', '- { at: 1s, delete: service/web }', '- { at: 2s, delete: service/web }'],
      want: '7:13: no Service default/web is there at that time',
    },
  ])('$name', ({ lines, want }) => expect(refusalOf(() => readLines(...lines))).toContain(want))
})
