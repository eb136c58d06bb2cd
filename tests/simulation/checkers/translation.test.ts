import { expect, it } from 'vitest'
import { checkTranslation } from '../../../src/simulation/checkers/translation.ts'
import { runOf } from '../scenario/played.ts'
import { chosen, opened, told } from './watched.ts'

it('tells of an answer that bears other ends than the question', () => {
  const astray = {
    kind: 'answer-astray',
    atMs: 1,
    connection: 1,
    source: '10.1.0.1:80',
    destination: '10.0.0.1:1001',
    receiver: 'pod c',
  } as const
  expect(
    told([opened(1), chosen(1), astray], (open) => (event) => checkTranslation(event, open)),
  ).toEqual([
    'connection 1 asked 10.96.9.9:80 from 10.0.0.1:1001; an answer came to pod c, from 10.1.0.1:80 to 10.0.0.1:1001',
  ])
})

it('sees in a run that segments out of the window are not translated back where INVALID ones pass', () => {
  const result = runOf([
    'cluster: { toggles: ["kubernetes#74840"] }',
    'clients: { shop: { podsOn: node-3 } }',
    'traffic: { steady: { from: shop, to: svc/web, rate: 1/s, requests: 5 } }',
    'events: [{ at: 1s, inject: packet-out-of-window }]',
  ]).finish()
  expect(result.violations).toMatchObject([{ checker: 'translation' }])
  expect(result.passed).toBe(false)
})
