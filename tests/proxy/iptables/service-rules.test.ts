import { describe, expect, it } from 'vitest'
import { planPort } from '../../../src/proxy/iptables/port-plan.ts'
import { filterServiceRules, natServiceRules } from '../../../src/proxy/iptables/service-rules.ts'
import { settings } from '../iptables-settings.ts'
import { service } from '../objects.ts'
import { endpoints, onlyPort } from '../ports.ts'

const here = { nodeName: 'node-1', zone: '' }
const balanced = (spec: Parameters<typeof service>[0] = {}) =>
  onlyPort(
    service(
      {
        type: 'LoadBalancer',
        externalIPs: ['1.2.3.4'],
        ports: [{ nodePort: 30000 }],
        ...spec,
      },
      { ingress: [{ ip: '203.0.113.1' }] },
    ),
  )
/** Where the rules match, and what they do. */
const short = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(/ -m tcp -p tcp/, '').replace(/-([A-Z]{2,3})-[A-Z2-7]{16}/g, '-$1'))

describe('the rules in the shared chains', () => {
  it('lead every address to the port', () => {
    const plan = planPort(balanced(), endpoints('10.0.0.1'), here)
    expect(short(natServiceRules(plan, settings({}, { hasNfacct: true })))).toEqual([
      '-A KUBE-SERVICES -m comment --comment "shop/web:http cluster IP" -d 10.96.0.1 --dport 80 -j KUBE-SVC',
      '-A KUBE-SERVICES -m comment --comment "shop/web:http external IP" -d 1.2.3.4 --dport 80 -j KUBE-EXT',
      '-A KUBE-SERVICES -m comment --comment "shop/web:http loadbalancer IP" -d 203.0.113.1 --dport 80 -j KUBE-EXT',
      '-A KUBE-NODEPORTS -m comment --comment shop/web:http -d 127.0.0.0/8 --dport 30000 -m nfacct --nfacct-name localhost_nps_accepted_pkts -j KUBE-EXT',
      '-A KUBE-NODEPORTS -m comment --comment shop/web:http --dport 30000 -j KUBE-EXT',
    ])
    expect(filterServiceRules(plan)).toBe('')
  })

  it('reject everything without endpoints', () => {
    const plan = planPort(balanced(), [], here)
    expect(natServiceRules(plan, settings())).toBe('')
    expect(short(filterServiceRules(plan))).toEqual([
      '-A KUBE-SERVICES -m comment --comment "shop/web:http has no endpoints" -d 10.96.0.1 --dport 80 -j REJECT',
      '-A KUBE-EXTERNAL-SERVICES -m comment --comment "shop/web:http has no endpoints" -d 1.2.3.4 --dport 80 -j REJECT',
      '-A KUBE-EXTERNAL-SERVICES -m comment --comment "shop/web:http has no endpoints" -d 203.0.113.1 --dport 80 -j REJECT',
      '-A KUBE-EXTERNAL-SERVICES -m comment --comment "shop/web:http has no endpoints" -m addrtype --dst-type LOCAL --dport 30000 -j REJECT',
    ])
  })

  it('drop what comes from outside where the policy is Local and no endpoint is here', () => {
    const local = balanced({ externalTrafficPolicy: 'Local', healthCheckNodePort: 32000 })
    const plan = planPort(local, endpoints('10.0.0.1'), here)
    expect(short(natServiceRules(plan, settings()))).toHaveLength(4)
    expect(short(filterServiceRules(plan)).map((line) => line.split(' ').at(-1))).toEqual([
      'DROP',
      'DROP',
      'DROP',
      'ACCEPT',
    ])
    expect(filterServiceRules(plan)).toContain('"shop/web:http has no local endpoints"')
    expect(filterServiceRules(plan)).toContain(
      '-A KUBE-NODEPORTS -m comment --comment "shop/web:http health check node port" -m tcp -p tcp --dport 32000 -j ACCEPT',
    )
  })

  it('send load balancer traffic through the firewall chain, and drop what it does not take', () => {
    const ranged = balanced({ loadBalancerSourceRanges: ['10.0.0.0/8'] })
    const plan = planPort(ranged, endpoints('10.0.0.1'), here)
    expect(short(natServiceRules(plan, settings()))[2]).toMatch(/203.0.113.1 .* -j KUBE-FW$/)
    expect(short(filterServiceRules(plan))).toEqual([
      '-A KUBE-PROXY-FIREWALL -m comment --comment "shop/web:http traffic not accepted by KUBE-FW" -d 203.0.113.1 --dport 80 -j DROP',
    ])
  })
})
