import { expect, it } from 'vitest'
import { probability } from '../../../src/proxy/iptables/probability.ts'

/** As Go's fmt.Sprintf("%0.10f", 1.0/n) printed them. */
it.each([
  { n: 1, want: '1.0000000000' },
  { n: 2, want: '0.5000000000' },
  { n: 3, want: '0.3333333333' },
  { n: 6, want: '0.1666666667' },
  { n: 1024, want: '0.0009765625' },
  { n: 2048, want: '0.0004882812' },
  { n: 4096, want: '0.0002441406' },
  { n: 20_000, want: '0.0000500000' },
])('1/$n is $want', ({ n, want }) => {
  expect(probability(n)).toBe(want)
  expect(probability(n)).toBe(want)
})
