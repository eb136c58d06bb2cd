import { describe, expect, it } from 'vitest'
import { printRule } from '../../../src/kernel/iptables/text/rule-writer.ts'
import { printSave } from '../../../src/kernel/iptables/text/save-writer.ts'
import type { EmulatedNode } from '../../../src/simulation/node/emulated-node.ts'
import type { IptablesMode } from '../../../src/simulation/node/iptables-mode.ts'
import { a, address, b, service, slice } from '../../conformance/cluster-objects.ts'
import { clusterWith, syncedWorker, workerOf } from './small-node.ts'

function iptablesOf({ modes }: EmulatedNode, family: 'IPv4' | 'IPv6' = 'IPv4'): IptablesMode {
  const mode = modes.find((one) => one.family === family)
  if (mode?.mode !== 'iptables') throw new Error(`no iptables mode of ${family}`)
  return mode
}
const saved = ({ engine }: IptablesMode) => printSave(engine.tables(), { backend: 'legacy' })
const rulesOf = ({ engine }: IptablesMode, chain: string) =>
  (engine.chain('nat', chain)?.rules ?? []).map((rule) => printRule(rule).trim())

describe('iptables mode', () => {
  it('writes nothing before its first sync', () => {
    expect(
      saved(iptablesOf(workerOf(clusterWith(service(), slice([a])), 'iptables'))),
    ).not.toContain('KUBE-')
  })

  it('leaves jumps in the built-in chains, and a Service’s rule in KUBE-SERVICES', () => {
    const mode = iptablesOf(syncedWorker('iptables', service(), slice([a, b])))
    expect(rulesOf(mode, 'PREROUTING').join('\n')).toContain('-j KUBE-SERVICES')
    expect(rulesOf(mode, 'KUBE-SERVICES').join('\n')).toContain(`-d ${address.clusterIp}/32`)
    expect(
      saved(mode)
        .match(/-j DNAT --to-destination \S+/g)
        ?.sort(),
    ).toEqual([
      '-j DNAT --to-destination 10.244.1.5:8080',
      '-j DNAT --to-destination 10.244.1.6:8080',
    ])
  })

  it('gives each family what is its own', () => {
    const node = syncedWorker('iptables', service(), slice([a]))
    const six = saved(iptablesOf(node, 'IPv6'))
    expect(six).toContain('KUBE-SERVICES')
    expect(six).not.toContain('10.96.')
  })

  it('opens 127.0.0.0/8 for node ports, in IPv4', () => {
    const node = workerOf(clusterWith(), 'iptables')
    expect(iptablesOf(node).sysctls).toMatchObject({ 'net/ipv4/conf/all/route_localnet': 1 })
  })

  it('does not where localhost node ports are off', () => {
    const configuration = { iptables: { localhostNodePorts: false } }
    const node = workerOf(clusterWith(), 'iptables', { configuration })
    expect(iptablesOf(node).sysctls).not.toHaveProperty('net/ipv4/conf/all/route_localnet')
  })

  it('leaves all as it was where somebody else holds the xtables lock, and says so', () => {
    const [one, two] = [[a], [a, b]].map((endpoints) => clusterWith(service(), slice(endpoints)))
    if (one === undefined || two === undefined) throw new Error('two clusters')
    const node = workerOf(one, 'iptables')
    node.sync(0)
    const mode = iptablesOf(node)
    const before = saved(mode)
    node.observeChange(one.objects, two.objects)
    expect(node.syncFamily('IPv4', 1_000, false)?.sync.failed).toBe(true)
    expect(mode.refusal()).toContain('xtables lock')
    expect(saved(mode)).toBe(before)
    expect(node.syncFamily('IPv4', 2_000)?.sync.failed).toBe(false)
    expect(mode.refusal()).toBeUndefined()
    expect(saved(mode)).toContain('10.244.1.6:8080')
  })
})
