import { describe, expect, it } from 'vitest'
import { statementJson } from '../../../../src/kernel/nftables/json/statement-json.ts'

describe('a statement as JSON', () => {
  it('has its counts, or none where they are not asked for', () => {
    const counter = { kind: 'counter', state: { packets: 1, bytes: 60 } } as const
    expect(statementJson(counter)).toEqual({ counter: { packets: 1, bytes: 60 } })
    expect(statementJson(counter, true)).toEqual({ counter: null })
  })

  it('names codes, queues and verdicts as nft does', () => {
    expect(statementJson({ kind: 'reject', with: 'icmp', code: 3 })).toEqual({
      reject: { type: 'icmp', expr: 'port-unreachable' },
    })
    expect(
      statementJson({
        kind: 'queue',
        number: { kind: 'range', type: 'integer:16', from: 1, to: 4 },
        flags: ['bypass'],
      }),
    ).toEqual({
      queue: { num: { range: [1, 4] }, flags: 'bypass' },
    })
    expect(statementJson({ kind: 'verdict', verdict: { kind: 'drop' } })).toEqual({ drop: null })
  })
})
