import { describe, expect, it } from 'vitest'
import { tableAfter } from '../../src/report/played-connections.ts'
import { shopCluster } from '../server/shop.ts'

const kept = shopCluster()
const { objects } = kept.cluster
const table = (text: string) => {
  const { emulated } = kept.nodes.nodeAfter(objects, 'node-1', { after: [], mode: 'iptables' })
  const scope = { objects, namespace: 'default', family: undefined }
  return tableAfter({ file: 'play.txt', text }, emulated, scope, { seed: 1, output: 'conntrack' })
}

describe('a list of connections', () => {
  it('comments and empty lines are none; each has a port of its own', () => {
    const line = 'pod/shop/database-0 svc/shop/catalog:80'
    const lines = table(`# two\n\n${line}\n${line} tcp 1.5 # later\n`)
    expect(lines.match(/ sport=4000[01] dport=80 /g)).toHaveLength(2)
  })

  it.each([
    { text: 'a', says: '"a": expected FROM TO' },
    { text: 'a b c d', says: 'expected FROM TO' },
    { text: `${'a b\n'.repeat(100_001)}`, says: '100001 connections; at most 100000' },
  ])('is refused where $says', ({ text, says }) => {
    expect(() => table(text)).toThrow(says)
  })
})
