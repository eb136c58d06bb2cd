import { describe, expect, it } from 'vitest'
import { detached } from '../../../../src/kernel/iptables/text/detached.ts'

describe('a string of its own', () => {
  it.each(['', 'short', 'default/kubernetes:https cluster IP', 'ünïcödé → 10.0.0.1:8080'])(
    '"%s" says the same',
    (text) => expect(detached(text)).toBe(text),
  )
})
