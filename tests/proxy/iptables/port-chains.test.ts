import { describe, expect, it } from 'vitest'
import { declaration, portChains } from '../../../src/proxy/iptables/port-chains.ts'
import { planPort } from '../../../src/proxy/iptables/port-plan.ts'
import { settings } from '../iptables-settings.ts'
import { service } from '../objects.ts'
import { endpoints, onlyPort } from '../ports.ts'

const here = { nodeName: 'node-1', zone: '' }
const two = endpoints('10.0.0.1', { address: '10.0.0.2', nodeName: 'node-1' })
const chains = (
  spec: Parameters<typeof service>[0] = {},
  { given = settings(), large = false, ingress = [{ ip: '203.0.113.1' }] } = {},
) => {
  const plan = planPort(onlyPort(service(spec, { ingress })), two, here)
  const { declarations, rules } = portChains(plan, given, large)
  return {
    declarations: declarations.trimEnd().split('\n'),
    rules: rules
      .trimEnd()
      .split('\n')
      .map((rule) => rule.replace(/-([A-Z]{2,3})-[A-Z2-7]{16}/g, '-$1')),
  }
}

describe('the chains of a port', () => {
  it('spread evenly, then translate; an endpoint that reaches itself is masqueraded', () => {
    expect(chains({}, { ingress: [] }).rules).toEqual([
      '-A KUBE-SVC -m comment --comment "shop/web:http cluster IP" -m tcp -p tcp -d 10.96.0.1 --dport 80 ! -s 10.244.0.0/16 -j KUBE-MARK-MASQ',
      '-A KUBE-SVC -m comment --comment "shop/web:http -> 10.0.0.1:8080" -m statistic --mode random --probability 0.5000000000 -j KUBE-SEP',
      '-A KUBE-SVC -m comment --comment "shop/web:http -> 10.0.0.2:8080" -j KUBE-SEP',
      '-A KUBE-SEP -m comment --comment shop/web:http -s 10.0.0.1 -j KUBE-MARK-MASQ',
      '-A KUBE-SEP -m comment --comment shop/web:http -m tcp -p tcp -j DNAT --to-destination 10.0.0.1:8080',
      '-A KUBE-SEP -m comment --comment shop/web:http -s 10.0.0.2 -j KUBE-MARK-MASQ',
      '-A KUBE-SEP -m comment --comment shop/web:http -m tcp -p tcp -j DNAT --to-destination 10.0.0.2:8080',
    ])
  })

  it('leave out the comments of endpoints in a large cluster', () => {
    expect(chains({}, { ingress: [], large: true }).rules.slice(1, 4)).toEqual([
      '-A KUBE-SVC -m statistic --mode random --probability 0.5000000000 -j KUBE-SEP',
      '-A KUBE-SVC -j KUBE-SEP',
      '-A KUBE-SEP -s 10.0.0.1 -j KUBE-MARK-MASQ',
    ])
  })

  it('ask first who was there before, with session affinity', () => {
    const sessionAffinityConfig = { clientIP: { timeoutSeconds: 10 } }
    const { rules } = chains(
      { sessionAffinity: 'ClientIP', sessionAffinityConfig },
      { ingress: [], large: true },
    )
    expect(rules[1]).toBe(
      '-A KUBE-SVC -m recent --name KUBE-SEP --rcheck --seconds 10 --reap -j KUBE-SEP',
    )
    expect(rules.at(-1)).toBe(
      '-A KUBE-SEP -m recent --name KUBE-SEP --set -m tcp -p tcp -j DNAT --to-destination 10.0.0.2:8080',
    )
  })

  it('masquerade all traffic to the cluster IP if asked, or none where nothing tells pods apart', () => {
    const first = (given: ReturnType<typeof settings>) => chains({}, { given }).rules[0]
    expect(first(settings({ masqueradeAll: true }))).toMatch(/--dport 80 -j KUBE-MARK-MASQ$/)
    expect(first(settings({ clusterCidrs: [] }))).not.toContain('cluster IP')
    expect(
      first(settings({ detectLocalMode: 'InterfaceNamePrefix', interfaceNamePrefix: 'veth' })),
    ).toContain('! -i veth+ -j KUBE-MARK-MASQ')
  })

  it('masquerade traffic from outside that may go to another node', () => {
    const external = chains({ type: 'LoadBalancer' }).rules.filter((rule) =>
      rule.includes('-A KUBE-EXT'),
    )
    expect(external).toEqual([
      '-A KUBE-EXT -m comment --comment "masquerade traffic for shop/web:http external destinations" -j KUBE-MARK-MASQ',
      '-A KUBE-EXT -j KUBE-SVC',
    ])
  })

  it('keep the source with the policy Local, but for pods and the node itself', () => {
    const spec = { type: 'LoadBalancer' as const, externalTrafficPolicy: 'Local' as const }
    const external = chains(spec).rules.filter((rule) => rule.includes('-A KUBE-EXT'))
    expect(external).toEqual([
      '-A KUBE-EXT -m comment --comment "pod traffic for shop/web:http external destinations" -s 10.244.0.0/16 -j KUBE-SVC',
      '-A KUBE-EXT -m comment --comment "masquerade LOCAL traffic for shop/web:http external destinations" -m addrtype --src-type LOCAL -j KUBE-MARK-MASQ',
      '-A KUBE-EXT -m comment --comment "route LOCAL traffic for shop/web:http external destinations" -m addrtype --src-type LOCAL -j KUBE-SVC',
      '-A KUBE-EXT -j KUBE-SVL',
    ])
  })

  it.each([
    { name: 'strangers only', range: '10.0.0.0/8', sources: ['10.0.0.0/8'] },
    {
      name: 'the node too: also from the address itself',
      range: '192.168.0.0/16',
      sources: ['192.168.0.0/16', '203.0.113.1'],
    },
  ])('let source ranges through the firewall: $name', ({ range, sources }) => {
    const { rules } = chains({ type: 'LoadBalancer', loadBalancerSourceRanges: [range] })
    const allowed = rules.filter((rule) => /-A KUBE-FW .* -j KUBE-EXT$/.test(rule))
    expect(allowed.map((rule) => / -s (\S+)/.exec(rule)?.[1])).toEqual(sources)
  })

  it('are declared in the order of their rules', () => {
    const spec = {
      type: 'LoadBalancer' as const,
      externalTrafficPolicy: 'Local' as const,
      loadBalancerSourceRanges: ['10.0.0.0/8'],
    }
    const kinds = chains(spec).declarations.map((line) => line.slice(6, 9))
    expect(kinds).toEqual(['EXT', 'FW-', 'SVC', 'SVL', 'SEP', 'SEP'])
    expect(declaration('X')).toBe(':X - [0:0]\n')
  })
})
