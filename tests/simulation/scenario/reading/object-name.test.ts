import { describe, expect, it } from 'vitest'
import {
  readObjectName,
  readPodName,
} from '../../../../src/simulation/scenario/reading/object-name.ts'
import { refusalOf } from '../read-text.ts'

describe('readObjectName', () => {
  it.each([
    { text: 'svc/web', want: { kind: 'Service', namespace: 'default', name: 'web' } },
    { text: 'Deployment/shop/web', want: { kind: 'Deployment', namespace: 'shop', name: 'web' } },
    { text: 'node/node-1', want: { kind: 'Node', namespace: '', name: 'node-1' } },
  ])('reads $text', ({ text, want }) => expect(readObjectName(text)).toEqual(want))

  it.each(['svc', 'svc/', 'svc/a/b/c', 'secret/a'])('refuses %s', (text) =>
    expect(refusalOf(() => readObjectName(text))).toContain('[E_SCENARIO]'),
  )
})

it('reads a pod with or without its kind and namespace', () => {
  expect(readPodName('web-0')).toBe('default/web-0')
  expect(readPodName('shop/web-0')).toBe('shop/web-0')
  expect(readPodName('pod/shop/web-0')).toBe('shop/web-0')
})
