import { describe, expect, it } from 'vitest'
import type { ElementKey } from '../../../../src/kernel/nftables/model/expression.ts'
import type { ElementData } from '../../../../src/kernel/nftables/model/statement.ts'
import { SetElement } from '../../../../src/kernel/nftables/ruleset/set-element.ts'

const key: ElementKey = { kind: 'value', type: 'inet_service', value: 80 }

describe('an element', () => {
  it.each<[string, ElementData | undefined, string | undefined]>([
    ['of a set', undefined, undefined],
    ['of a map to values', { kind: 'value', type: 'mark', value: 1 }, undefined],
    ['that drops', { kind: 'drop' }, 'drop'],
    ['that jumps', { kind: 'jump', chain: 'c' }, 'jump'],
    ['that goes on', { kind: 'continue' }, 'continue'],
  ])('%s has the verdict of its data', (_name, data, want) => {
    expect(new SetElement({ key, data }).verdict).toBe(want)
  })

  it('never expires unless it is said when', () => {
    expect(new SetElement({ key }).expiresAtMs).toBe(Number.POSITIVE_INFINITY)
    expect(new SetElement({ key, expiresAtMs: 5 }).expiresAtMs).toBe(5)
  })
})
