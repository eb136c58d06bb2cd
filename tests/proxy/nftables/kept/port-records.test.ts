import { describe, expect, it } from 'vitest'
import { PortRecords } from '../../../../src/proxy/nftables/kept/port-records.ts'
import { planPort } from '../../../../src/proxy/nftables/ports/port-plan.ts'
import { affinityNames, portSteps } from '../../../../src/proxy/nftables/ports/port-steps.ts'
import { service } from '../../objects.ts'
import { endpoints, onlyPort } from '../../ports.ts'

function record(records: PortRecords, of: ReturnType<typeof service>, ...addresses: string[]) {
  const port = onlyPort(of)
  const plan = planPort(port, endpoints(...addresses), { nodeName: 'node-1', zone: '' })
  const names = affinityNames(plan)
  return { plan, names, steps: portSteps(plan, names, records.containers) }
}

describe('PortRecords', () => {
  it('knows which names no record asks for any more', () => {
    const records = new PortRecords()
    const sticky = record(records, service({ sessionAffinity: 'ClientIP' }), '10.0.0.1')
    records.set('web', sticky)
    for (const step of sticky.steps) if (step.kind === 'chain') records.chains.added(step.name)
    for (const { affinitySet } of sticky.names?.values() ?? [])
      records.affinitySets.added(affinitySet)
    records.set('web', record(records, service(), '10.0.0.1'))
    expect(records.chains.unused()).toEqual([expect.stringMatching(/^endpoint-/)])
    expect(records.affinitySets.unused()).toEqual([expect.stringMatching(/^affinity-/)])
    records.delete('web')
    expect(records.chains.unused()).toHaveLength(2)
    expect(records.get('web')).toBeUndefined()
  })

  it('names the ports that want one address for different chains', () => {
    const records = new PortRecords()
    const web = record(records, service(), '10.0.0.1')
    const api = record(records, service({}, { name: 'api' }), '10.0.0.1')
    records.set(web.plan.port.key, web)
    expect(records.contestants().size).toBe(0)
    records.set(api.plan.port.key, api)
    expect(records.contestants()).toEqual(new Set([web.plan.port.key, api.plan.port.key]))
    records.delete('nothing of that name')
    expect([...records.values()]).toHaveLength(2)
  })
})
