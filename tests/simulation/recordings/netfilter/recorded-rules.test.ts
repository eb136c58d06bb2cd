import { expect, it } from 'vitest'
import { createRecordedNode } from '../../../../src/simulation/recordings/netfilter/recorded-node.ts'
import { rulesOfKind } from '../../../../src/simulation/recordings/netfilter/recorded-rules.ts'
import { recordedState } from './recorded-states.ts'

it.each(Object.keys(rulesOfKind) as (keyof typeof rulesOfKind)[])(
  'rules of kind %s begin with nothing',
  (kind) => {
    const state = recordedState({ kind })
    const rules = rulesOfKind[kind]?.(state, createRecordedNode(state), 'IPv4')
    expect(rules?.list()).toBe('')
  },
)
