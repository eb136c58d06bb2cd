import { describe, expect, it } from 'vitest'
import { readLines, readText, refusalOf } from '../read-text.ts'

const client = 'clients: { shop: { outside: true } }'
const to = (rest: string) => [client, `traffic: { steady: { from: shop, ${rest} } }`]
const expectation = (text: string) => [...to('to: svc/web, rate: 1/s'), `expect: [{ ${text} }]`]

it('is no scenario of several documents, of none, or of too many characters', () => {
  expect(refusalOf(() => readText('a: 1\n---\nb: 1'))).toContain('2 documents, expected one')
  expect(refusalOf(() => readText('# nothing'))).toContain('0 documents')
  expect(refusalOf(() => readText('- a'))).toContain(
    '1:1: the document: found a list, expected a map',
  )
  expect(refusalOf(() => readText(' '.repeat(5_000_000)))).toContain('[E_LIMIT]')
})

describe('what is refused', () => {
  it.each([
    {
      name: 'a misspelt field',
      lines: ['trafic: {}'],
      want: '5:1: "trafic" is no field of a scenario; did you mean "traffic"?',
    },
    {
      name: 'a misspelt field within',
      lines: to('to: svc/web, rat: 5/s'),
      want: '6:47: "rat" is no field of traffic.steady; did you mean "rate"?',
    },
    {
      name: 'a field like none',
      lines: ['zzzz: 1'],
      want: '"zzzz" is no field of a scenario; its fields: purpose, link',
    },
    {
      name: 'a number for a rate',
      lines: to('to: svc/web, rate: 50'),
      want: '6:47: traffic.steady.rate: found the number 50, expected a rate such as 50/s or 6/m',
    },
    {
      name: 'a missing field',
      lines: [client, 'traffic: { steady: { from: shop, rate: 1/s } }'],
      want: '6:12: traffic.steady.to is missing: expected a text',
    },
    {
      name: 'a misspelt mode',
      lines: ['modes: [iptable]'],
      want: '5:9: modes[0]: found the text "iptable", expected iptables, ipvs, nftables; did you mean "iptables"?',
    },
    {
      name: 'too many nodes',
      lines: ['cluster: { nodes: 5001 }'],
      want: '5:12: cluster.nodes: found the number 5001, expected 5000 or less',
    },
    {
      name: 'a chance of nothing',
      lines: ['events: [{ at: 5s, inject: conntrack-race, share: 0 }]'],
      want: '5:44: events[0].share: found the number 0, expected more than 0',
    },
    {
      name: 'more than all of them',
      lines: expectation('failed: 110%'),
      want: 'found the text "110%", expected a share of 100% at most',
    },
    { name: 'several mistakes', lines: ['cluster: { nodes: 0, zone: a }'], want: '(and 1 more)' },
    {
      name: 'a bad name',
      lines: ['clients: { Shop: { outside: true } }'],
      want: '5:12: "Shop": expected a name of lower case letters',
    },
    {
      name: 'a measure of another unit',
      lines: expectation('failed: 5s'),
      want: 'expected a whole number or a share such as 5%, or bounds such as { atMost: … }',
    },
  ])('$name', ({ lines, want }) => expect(refusalOf(() => readLines(...lines))).toContain(want))
})
