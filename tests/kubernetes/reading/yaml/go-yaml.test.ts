import { describe, expect, it } from 'vitest'
import { resolveGoScalar } from '../../../../src/kubernetes/reading/yaml/go-yaml.ts'

describe('scalars as go-yaml reads them', () => {
  it.each([
    ['yes', true],
    ['Off', false],
    ['n', false],
    ['~', null],
    ['', null],
    ['80', 80],
    ['-5', -5],
    ['010', 8],
    ['0o10', 8],
    ['-010', -8],
    ['08', 8],
    ['0x1F', 31],
    ['0b11', 3],
    ['1_000', 1000],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['1e3', 1000],
    ['.inf', Number.POSITIVE_INFINITY],
    ['1:30', '1:30'],
    ['2001-01-01', '2001-01-01'],
    ['10.0.0.1', '10.0.0.1'],
    ['E6', 'E6'],
    ['.', '.'],
    ['._5', '._5'],
    ['100Mi', '100Mi'],
    ['yEs', 'yEs'],
  ])('%s is %s', (text, value) => {
    expect(resolveGoScalar(text)).toBe(value)
  })
})
