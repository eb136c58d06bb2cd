import { describe, expect, it } from 'vitest'
import { planPort } from '../../../../src/proxy/nftables/ports/port-plan.ts'
import { portRules } from '../../../../src/proxy/nftables/ports/port-rules.ts'
import { affinityNames } from '../../../../src/proxy/nftables/ports/port-steps.ts'
import { service } from '../../objects.ts'
import { endpoints, onlyPort } from '../../ports.ts'
import { linesOf, type NodeOptions, nftSettings } from '../nftables-node.ts'

const local = { address: '10.0.0.1', nodeName: 'node-1' }

/** Rules with names short: `service` for `service-HASH-shop/web/tcp/http`. */
function rules(
  of: ReturnType<typeof service>,
  list: ReturnType<typeof endpoints>,
  options: NodeOptions = {},
): string[] {
  const plan = planPort(onlyPort(of), list, { nodeName: 'node-1', zone: '' })
  return linesOf(portRules(plan, affinityNames(plan), nftSettings(options))).map((line) =>
    line
      .replaceAll(/-[A-Z2-7]{8}-shop\/web\/tcp\/http/g, '')
      .replaceAll(/(endpoint|affinity)__10\.0\.0\.(\d)\/8080/g, '$1-$2'),
  )
}

const balanced = (spec: Parameters<typeof service>[0] = {}) =>
  service({ type: 'LoadBalancer', ...spec }, { ingress: [{ ip: '203.0.113.1' }] })

describe('rules of a port', () => {
  it('spread over endpoints in the order of their text', () => {
    expect(rules(service(), endpoints('10.0.0.2', '10.0.0.10'))).toEqual([
      'add rule service meta l4proto tcp dnat ip addr . port to numgen random mod 2 map { 0 : 10.0.0.10 . 8080 , 1 : 10.0.0.2 . 8080 }',
    ])
  })

  it('masquerade what comes from outside, as an endpoint may be on another node', () => {
    expect(rules(balanced(), endpoints('10.0.0.2')).slice(0, 2)).toEqual([
      'add rule external mark set mark or 0x00004000 comment "masquerade"',
      'add rule external goto service',
    ])
  })

  it('keep the source with the policy Local, but for pods and the node itself', () => {
    expect(
      rules(balanced({ externalTrafficPolicy: 'Local' }), endpoints('10.0.0.2', local)),
    ).toEqual([
      'add rule external ip saddr 10.0.0.0/16 goto service comment "short-circuit pod traffic"',
      'add rule external fib saddr type local mark set mark or 0x00004000 comment "masquerade local traffic"',
      'add rule external fib saddr type local goto service comment "short-circuit local traffic"',
      'add rule external goto local',
      'add rule service meta l4proto tcp dnat ip addr . port to numgen random mod 2 map { 0 : 10.0.0.1 . 8080 , 1 : 10.0.0.2 . 8080 }',
      'add rule local meta l4proto tcp dnat ip addr . port to numgen random mod 1 map { 0 : 10.0.0.1 . 8080 }',
    ])
  })

  it('end at the short cuts where no endpoint is local, and know no pods without a way to tell', () => {
    const options = { configuration: { clusterCidrs: [] } }
    const spec = { externalTrafficPolicy: 'Local' } as const
    expect(rules(balanced(spec), endpoints('10.0.0.2'), options).slice(0, -1)).toEqual([
      'add rule external fib saddr type local mark set mark or 0x00004000 comment "masquerade local traffic"',
      'add rule external fib saddr type local goto service comment "short-circuit local traffic"',
    ])
  })

  it.each([
    { ranges: ['10.0.0.0/8', '172.16.0.0/12'], sources: '10.0.0.0/8 , 172.16.0.0/12' },
    { ranges: ['192.168.0.0/16'], sources: '192.168.0.0/16 , 203.0.113.1' },
  ])(
    'let $ranges pass; with the node among them also the address itself',
    ({ ranges, sources }) => {
      expect(rules(balanced({ loadBalancerSourceRanges: ranges }), [])).toEqual([
        `add rule firewall ip saddr != { ${sources} } drop`,
      ])
    },
  )

  it('send known clients where they went before, with session affinity', () => {
    const sticky = service({
      sessionAffinity: 'ClientIP',
      sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } },
    })
    const set = (number: number) =>
      `add set affinity-${number} { type ipv4_addr ; flags dynamic,timeout ; timeout 60s ; }`
    expect(rules(sticky, endpoints('10.0.0.2', local))).toEqual([
      set(1),
      set(2),
      'add rule service ip saddr @affinity-1 goto endpoint-1',
      'add rule service ip saddr @affinity-2 goto endpoint-2',
      'add rule service numgen random mod 2 vmap { 0 : goto endpoint-1 , 1 : goto endpoint-2 }',
      'add rule endpoint-1 update @affinity-1 { ip saddr }',
      'add rule endpoint-1 meta l4proto tcp dnat to 10.0.0.1:8080',
      'add rule endpoint-2 update @affinity-2 { ip saddr }',
      'add rule endpoint-2 meta l4proto tcp dnat to 10.0.0.2:8080',
    ])
  })
})
