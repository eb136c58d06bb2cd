import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { errorCodes } from '../../src/base/error-codes.ts'

it.each(Object.keys(errorCodes))('%s is explained in docs/errors.md', (code) => {
  expect(readFileSync('docs/errors.md', 'utf8')).toContain(`## ${code}\n`)
})
