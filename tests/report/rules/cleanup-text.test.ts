import { expect, it } from 'vitest'
import { cleanupText } from '../../../src/report/rules/cleanup-text.ts'

it('is nothing where nothing was run', () => {
  expect(cleanupText([])).toBe('')
})

it('shows what was done, what failed and why, and counts the rest', () => {
  const flush = { kind: 'flush-ipvs' } as const
  const restore = { kind: 'restore', family: 'IPv4', text: '*nat\nCOMMIT\n' } as const
  expect(
    cleanupText([
      { step: flush, kind: 'done' },
      { step: restore, kind: 'refused', reason: 'in use' },
      { step: flush, kind: 'nothing' },
    ]),
  ).toBe(
    'ipvsadm -C\n# fails: in use\n#   iptables-restore --noflush --counters <<END\n#   *nat\n#   COMMIT\n#   END\n# 1 more find nothing to remove\n',
  )
})
