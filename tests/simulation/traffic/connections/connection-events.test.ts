import { describe, expect, it } from 'vitest'
import { play } from '../played.ts'

describe('what observers hear of a connection', () => {
  it('is who opened it from where to where, who received it and how, and how it ended', () => {
    const { events } = play([
      { client: 'users', to: { kind: 'node', node: 'node-2', port: 30_080 } },
    ])
    expect(events).toEqual([
      {
        kind: 'connection-opened',
        atMs: 1_000,
        connection: 1,
        traffic: 'steady',
        client: 'users',
        protocol: 'tcp',
        source: '203.0.113.5:32768',
        destination: '192.168.0.11:30080',
      },
      {
        kind: 'endpoint-chosen',
        atMs: 1_000,
        connection: 1,
        backend: expect.stringMatching(/^10\.244\.2\.3[01]:8080$/),
        pod: expect.stringMatching(/^default\/web-[01]$/),
        seenSource: expect.stringMatching(/^10\.244\.2\.1:\d+$/),
        path: ['node-2'],
      },
      { kind: 'request-answered', atMs: 1_000, connection: 1, tookMs: 0 },
      {
        kind: 'connection-ended',
        atMs: 1_000,
        connection: 1,
        outcome: 'completed',
        detail: '',
        openMs: 0,
      },
    ])
  })
})
