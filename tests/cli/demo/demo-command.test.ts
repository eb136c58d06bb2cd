import { expect, it } from 'vitest'
import { kpe } from '../run-kpe.ts'

it('shows the main job on the example shop', async () => {
  const { exitCode, out } = await kpe('demo')
  expect(exitCode).toBe(0)
  expect(out).toContain('3 nodes, 13 Services')
  expect(out).toMatch(/RULES ON node-1 +TABLE +CHAINS +RULES\nIPv4 +filter/)
  expect(out).toMatch(
    /chi-square [\d.]+, \d+ degrees of freedom, p = [\d.e-]+: as chance would have it/,
  )
  expect(out).toContain('47 of 47 clients always reached the same endpoint')
  expect(out).toMatch(/TRY NEXT\n {2}\.\/kpe rules/)
})
