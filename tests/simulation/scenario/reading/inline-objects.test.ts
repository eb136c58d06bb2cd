import { describe, expect, it } from 'vitest'
import { readLines, refusalOf } from '../read-text.ts'

it('reads objects of the scenario with their defaults', () => {
  const { cause } = readLines(
    'objects: [{ apiVersion: v1, kind: Service, metadata: { name: a }, spec: { ports: [{ port: 1 }] } }]',
  )
  expect(cause.initial.objects.some(({ metadata }) => metadata.name === 'a')).toBe(true)
})

describe('what is refused', () => {
  it.each([
    {
      name: 'an object that the API server refuses',
      lines: [
        'objects:',
        '- { apiVersion: v1, kind: Service, metadata: { name: a }, spec: { ports: [{ port: 0 }] } }',
      ],
      want: '6:',
    },
    {
      name: 'an object that changes nothing',
      lines: ['objects: [{ apiVersion: v1, kind: Secret, metadata: { name: a } }]'],
      want: "a Secret of v1: no kind that kube-proxy's work depends on",
    },
  ])('$name', ({ lines, want }) => expect(refusalOf(() => readLines(...lines))).toContain(want))
})
