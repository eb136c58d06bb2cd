import { expect, it } from 'vitest'
import { durationMs } from '../../../../src/simulation/recordings/kube-proxy/duration.ts'

it.each([
  { given: 61, want: 61_000 },
  { given: 0.5, want: 500 },
  { given: '30s', want: 30_000 },
  { given: '1h1s', want: 3_601_000 },
  { given: '1.5m', want: 90_000 },
  { given: '1500ms', want: 1500 },
  { given: '-2s', want: -2000 },
  { given: 'soon', want: undefined },
  { given: null, want: undefined },
])('$given is $want ms', ({ given, want }) => {
  expect(durationMs(given)).toBe(want)
})
