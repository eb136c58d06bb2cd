import { describe, expect, it } from 'vitest'
import { endpointChainName } from '../../../src/proxy/iptables/chain-names.ts'
import { planPort } from '../../../src/proxy/iptables/port-plan.ts'
import { PortRecords } from '../../../src/proxy/iptables/port-records.ts'
import { service } from '../objects.ts'
import { endpoints, onlyPort } from '../ports.ts'

const record = (...addresses: string[]) => {
  const list = addresses.length === 0 ? [] : endpoints(...addresses)
  const plan = planPort(onlyPort(service()), list, { nodeName: 'node-1', zone: '' })
  return { plan, endpointCount: list.length, natRules: '', filterRules: '' }
}
const { plan } = record('10.0.0.1')
const sep = (address: string) => endpointChainName(plan.hashed, `${address}:8080`)

describe('PortRecords', () => {
  it('counts endpoints', () => {
    const records = new PortRecords()
    records.set(record('10.0.0.1', '10.0.0.2'))
    expect(records.endpointCount).toBe(2)
    records.set(record('10.0.0.1'))
    expect(records.endpointCount).toBe(1)
    records.delete(plan.port.key)
    expect(records.endpointCount).toBe(0)
  })

  it('knows the chains that nothing leads to any more, once', () => {
    const records = new PortRecords()
    records.set(record('10.0.0.1', '10.0.0.2'))
    expect(records.takeStaleChains()).toEqual([])
    records.set(record('10.0.0.1', '10.0.0.3'))
    expect(records.takeStaleChains()).toEqual([sep('10.0.0.2')])
    records.set(record())
    expect(records.takeStaleChains()).toEqual(
      [plan.chains.cluster, sep('10.0.0.1'), sep('10.0.0.3')].sort(),
    )
    expect(records.takeStaleChains()).toEqual([])
  })

  it('keeps a chain that is wanted again before it was removed', () => {
    const records = new PortRecords()
    records.set(record('10.0.0.1'))
    records.delete(plan.port.key)
    records.delete(plan.port.key)
    records.set(record('10.0.0.1'))
    expect(records.takeStaleChains()).toEqual([])
  })
})
