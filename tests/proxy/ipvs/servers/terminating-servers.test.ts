import { expect, it } from 'vitest'
import { TerminatingServers } from '../../../../src/proxy/ipvs/servers/terminating-servers.ts'

it('keeps real servers by virtual server, and lists them in order', () => {
  const servers = new TerminatingServers()
  servers.add('b', '2')
  servers.add('b', '1')
  servers.add('a', '3')
  servers.add('a', '3')
  expect(servers.list().map(({ name, realServer }) => name + realServer)).toEqual([
    'a3',
    'b1',
    'b2',
  ])
  expect(servers.has('b', '1')).toBe(true)
  expect(servers.delete('b', '1')).toBe(true)
  expect(servers.delete('b', '1')).toBe(false)
  expect(servers.has('b', '1')).toBe(false)
  servers.delete('b', '2')
  expect(servers.list()).toHaveLength(1)
})
