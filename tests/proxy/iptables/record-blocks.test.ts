import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planPort } from '../../../src/proxy/iptables/port-plan.ts'
import type { PortRecord } from '../../../src/proxy/iptables/port-record.ts'
import { RecordBlocks } from '../../../src/proxy/iptables/record-blocks.ts'
import { service } from '../objects.ts'
import { onlyPort } from '../ports.ts'

const record = (name: string, natRules = name): PortRecord => {
  const port = onlyPort(service({ ports: [{ name: '' }] }, { name }))
  const plan = planPort(port, [], { nodeName: 'node-1', zone: '' })
  return { plan, endpointCount: 0, natRules, filterRules: `filter ${natRules}` }
}
const keyOf = (name: string) => record(name).plan.port.key
const walk = (blocks: RecordBlocks) =>
  blocks.inOrder().flatMap(({ records }) => records.map(({ natRules }) => natRules))

describe('RecordBlocks', () => {
  it('keeps the order of keys, whatever comes and goes', () => {
    const change = fc.record({
      name: fc.integer({ min: 0, max: 50 }).map(String),
      isSet: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        const blocks = new RecordBlocks()
        const names = new Set<string>()
        for (const { name, isSet } of changes) {
          const had = names.has(name)
          const before = isSet ? blocks.set(record(name)) : blocks.delete(keyOf(name))
          expect(before?.natRules).toBe(had ? name : undefined)
          if (isSet) names.add(name)
          else names.delete(name)
        }
        expect(walk(blocks)).toEqual([...names].sort())
      }),
    )
  })

  it('splits a block that grows too large', () => {
    const blocks = new RecordBlocks()
    for (let number = 1000; number < 2000; number += 1) blocks.set(record(String(number)))
    expect(blocks.inOrder().length).toBeGreaterThan(3)
    expect(walk(blocks)).toHaveLength(1000)
    expect(walk(blocks)).toEqual([...walk(blocks)].sort())
  })

  it('gives the text of a block as it is now', () => {
    const blocks = new RecordBlocks()
    blocks.set(record('a'))
    blocks.set(record('b'))
    const [block] = blocks.inOrder()
    expect(block?.natRules).toBe('ab')
    block?.settle()
    blocks.set(record('a', 'A'))
    expect(block).toMatchObject({
      natRules: 'Ab',
      filterRules: 'filter Afilter b',
      isChanged: true,
    })
  })
})
