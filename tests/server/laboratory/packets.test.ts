import { expect, it } from 'vitest'
import { sendPacket } from '../../../src/server/laboratory/packets.ts'
import { catalogPacket, shopCluster } from '../shop.ts'

const kept = shopCluster()
const send = (query: object, keeps = false) =>
  sendPacket(kept, { ...catalogPacket, ...query }, { keeps, all: false })

it('a packet goes through the node of its sender, in the mode of the cluster', () => {
  const { node, report } = send({})
  expect([node.name, node.mode, report.exchange.result.outcome]).toEqual([
    'node-1',
    'iptables',
    'reached',
  ])
})

it.each([
  { query: { node: 'node-3' }, node: 'node-3', mode: 'iptables' },
  { query: { mode: 'ipvs' }, node: 'node-1', mode: 'ipvs' },
])('or where $query says', ({ query, node: name, mode }) => {
  const { node } = send(query)
  expect([node.name, node.mode]).toEqual([name, mode])
})

it.each([
  { query: { to: 'svc/shop/nonesuch:80' }, says: 'no Service "nonesuch"' },
  { query: { from: 'pod/shop/nonesuch' }, says: 'no Pod "nonesuch"' },
  { query: { node: 'node-9' }, says: 'no Node "node-9"' },
  { query: { to: '10.96.0.1:99999' }, says: 'is no port' },
])('$query is refused', ({ query, says }) => {
  expect(() => send(query)).toThrow(says)
})

it('a trace leaves the next one what it had', () => {
  expect(send({}).report.exchange.result).toEqual(send({}).report.exchange.result)
})
