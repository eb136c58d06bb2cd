import { describe, expect, it } from 'vitest'
import { parseNameRequest } from '../../../src/simulation/dns/name-request.ts'

describe('what a name asks for', () => {
  it.each([
    { name: 'web.shop.svc', want: { kind: 'svc', namespace: 'shop', service: 'web' } },
    { name: 'a.web.shop.svc', want: { endpoint: 'a', service: 'web' } },
    { name: '_http._tcp.web.shop.svc', want: { port: 'http', protocol: 'tcp', service: 'web' } },
    { name: '1-2-3-4.shop.pod', want: { kind: 'pod', namespace: 'shop', service: '1-2-3-4' } },
    { name: 'shop.svc', want: { kind: 'svc', namespace: 'shop', service: '' } },
    { name: 'svc', want: { kind: '' } },
  ])('$name', ({ name, want }) => {
    expect(parseNameRequest(name.split('.'))).toMatchObject(want)
  })

  it('is nothing for the domain itself', () => {
    expect(parseNameRequest([])).toMatchObject({ kind: '' })
  })

  it.each(['a.b.c.web.shop.svc', 'web.shop', 'svc.web'])('%s has no such form', (name) => {
    expect(parseNameRequest(name.split('.'))).toBeUndefined()
  })
})
