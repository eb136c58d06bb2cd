import { describe, expect, it } from 'vitest'
import { longComments, withShortComment } from '../../../src/proxy/nftables/long-comments.ts'
import { planPort } from '../../../src/proxy/nftables/ports/port-plan.ts'
import { service } from '../objects.ts'
import { endpoints, onlyPort } from '../ports.ts'

/** shop/NAME:http with this many characters in all. */
const named = (length: number, spec: Parameters<typeof service>[0] = {}) =>
  service(spec, { name: 'x'.repeat(length - 'shop/:http'.length) })
const plan = (of: ReturnType<typeof service>, ...addresses: string[]) =>
  planPort(onlyPort(of), endpoints(...addresses), { nodeName: 'node-1', zone: '' })

describe('a comment that is cut', () => {
  const element = (comment: string | undefined) =>
    ({
      kind: 'element',
      verb: 'add',
      containerKind: 'map',
      container: 'no-endpoint-services',
      key: '10.96.0.1 . tcp . 80',
      value: 'goto reject-chain',
      comment,
    }) as const

  it.each([
    { name: 'of 128 bytes stays', comment: 'x'.repeat(128), want: 'x'.repeat(128) },
    { name: 'of 129 loses its last', comment: 'x'.repeat(129), want: 'x'.repeat(128) },
    { name: 'that is none stays none', comment: undefined, want: undefined },
  ])('$name', ({ comment, want }) =>
    expect(withShortComment(element(comment))).toEqual(element(want)),
  )
})

describe('comments that nft refuses', () => {
  it('are those of more than 128 characters, where there is no endpoint', () => {
    const found = longComments([
      plan(named(128)),
      plan(named(129)),
      plan(named(129), '10.0.0.1'),
      plan(named(143, { type: 'NodePort', ports: [{ nodePort: 30080 }] })),
    ])
    expect(found.map(({ length, maps }) => [length, maps])).toEqual([
      [129, ['no-endpoint-services']],
      [143, ['no-endpoint-services', 'no-endpoint-nodeports']],
    ])
  })

  it('also come from a Local policy without local endpoints', () => {
    const ports = [{ nodePort: 30080 }]
    const spec = { type: 'NodePort', externalTrafficPolicy: 'Local', ports } as const
    expect(longComments([plan(named(129, spec), '10.0.0.2')])).toMatchObject([
      { comment: expect.stringMatching(/^shop\/x+:http$/), maps: ['no-endpoint-nodeports'] },
    ])
    const outside = { externalIPs: ['198.51.100.1'], externalTrafficPolicy: 'Local' } as const
    expect(longComments([plan(named(129, outside), '10.0.0.2')])).toMatchObject([
      { maps: ['no-endpoint-services'] },
    ])
  })
})
