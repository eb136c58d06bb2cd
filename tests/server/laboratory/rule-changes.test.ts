import { describe, expect, it } from 'vitest'
import { compareRules, snapshotRules } from '../../../src/server/laboratory/rule-changes.ts'
import { applyText, deleteCatalog, shopCluster } from '../shop.ts'

describe.each(['iptables', 'ipvs', 'nftables'] as const)('in %s mode', (mode) => {
  const kept = shopCluster()
  const { emulated } = kept.nodes.node(kept.cluster.objects, 'node-1', mode, 0)
  const before = snapshotRules(emulated)

  it('nothing changes where nothing changed', () => {
    expect(compareRules(before, snapshotRules(emulated))).toEqual({
      added: [],
      removed: [],
      addedCount: 0,
      removedCount: 0,
    })
  })

  it('a deleted Deployment takes the rules of its endpoints, and only those that name it', () => {
    kept.prepare(deleteCatalog)
    const effect = kept.commit()
    const { added, removed } = compareRules(before, snapshotRules(emulated))
    expect(effect.nodes[0]?.rules).toMatchObject({ added, removed })
    expect(removed.length).toBeGreaterThanOrEqual(3)
    expect(removed.join('\n')).toMatch(/10\.244\.\d+\.\d+/)
  })

  it('what is put back is a change back', () => {
    const without = snapshotRules(emulated)
    const changes = compareRules(before, without)
    const back = compareRules(without, before)
    expect([...back.added].sort()).toEqual([...changes.removed].sort())
    expect([...back.removed].sort()).toEqual([...changes.added].sort())
  })
})

it('more lines than a thousand are counted, not listed', () => {
  const kept = shopCluster()
  kept.nodes.node(kept.cluster.objects, 'node-1', 'iptables', 0)
  const services = Array.from(
    { length: 1_200 },
    (_, index) =>
      `apiVersion: v1\nkind: Service\nmetadata: { name: s${index} }\nspec: { ports: [{ port: 80 }] }\n`,
  )
  kept.prepare(applyText(services.join('---\n')))
  const rules = kept.commit().nodes[0]?.rules
  expect(rules?.added).toHaveLength(1_000)
  expect(rules?.addedCount).toBe(1_200)
})
