import { describe, expect, it } from 'vitest'
import {
  opaqueExpressionJson,
  opaqueStatementJson,
} from '../../../../src/kernel/nftables/json/opaque-json.ts'
import { statementText } from '../../../../src/kernel/nftables/json/statement-text.ts'

describe('what is not modelled', () => {
  it.each([
    'ct count over 10',
    'xt target "LOG"',
    'dup to 10.0.0.1',
    'tcp option sack-perm exists',
  ])('%s goes through JSON and back', (text) => {
    expect(statementText(opaqueStatementJson(text))).toBe(text)
  })

  it('names raw bits by their place', () => {
    expect(opaqueExpressionJson('@th,0,8')).toEqual({ payload: { base: 'th', offset: 0, len: 8 } })
  })

  it('stays text where no form is known', () => {
    expect(opaqueStatementJson('osf name "Linux"')).toEqual({ opaque: 'osf name "Linux"' })
  })
})
