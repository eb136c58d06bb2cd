import { expect, it } from 'vitest'
import {
  serviceNameOf,
  servicePortKey,
  servicePortText,
} from '../../../src/proxy/tracking/service-port-name.ts'

it('names a port as kube-proxy prints it', () => {
  expect(serviceNameOf('shop', 'web')).toBe('shop/web')
  expect(servicePortText('shop/web', 'http')).toBe('shop/web:http')
  expect(servicePortText('shop/web', '')).toBe('shop/web')
})

it('orders ports by their text, then by protocol', () => {
  const key = (name: string, port: string, protocol: 'TCP' | 'UDP' | 'SCTP' = 'TCP') =>
    servicePortKey(servicePortText(name, port), protocol)
  const inOrder = [
    key('shop/web', '', 'SCTP'),
    key('shop/web', ''),
    key('shop/web-2', ''),
    key('shop/web2', 'a'),
    key('shop/web', 'a'),
    key('shop/web', 'dns', 'TCP'),
    key('shop/web', 'dns', 'UDP'),
  ]
  expect([...inOrder].reverse().sort()).toEqual(inOrder)
})
