import { describe, expect, it } from 'vitest'
import { elementContainers } from '../../../../src/proxy/nftables/kept/element-containers.ts'
import { planPort } from '../../../../src/proxy/nftables/ports/port-plan.ts'
import { affinityNames, portSteps } from '../../../../src/proxy/nftables/ports/port-steps.ts'
import type { EndpointInfo } from '../../../../src/proxy/tracking/endpoint-info.ts'
import { service } from '../../objects.ts'
import { endpoints, onlyPort } from '../../ports.ts'

const local = { address: '10.0.0.1', nodeName: 'node-1' }
const hash = 'UFQMY667'

function steps(of: ReturnType<typeof service>, list: readonly EndpointInfo[]): string[] {
  const plan = planPort(onlyPort(of), list, { nodeName: 'node-1', zone: '' })
  return portSteps(plan, affinityNames(plan), elementContainers()).map((step) =>
    step.kind === 'chain'
      ? step.name
      : `${step.container.name} { ${step.key} : ${step.value} }${step.comment === undefined ? '' : ` # ${step.comment}`}`,
  )
}

const everywhere = service(
  {
    type: 'LoadBalancer',
    externalIPs: ['198.51.100.1'],
    externalTrafficPolicy: 'Local',
    loadBalancerSourceRanges: ['10.0.0.0/8'],
    ports: [{ nodePort: 30080 }],
  },
  { ingress: [{ ip: '203.0.113.1' }] },
)

describe('what a port asks for', () => {
  it('is a chain and its cluster IP, and a hairpin element for a local endpoint', () => {
    const [hairpin, chain, ...rest] = steps(service(), endpoints(local))
    expect(hairpin).toBe('hairpin-connections { 10.0.0.1 . 10.0.0.1 . tcp . 8080 :  }')
    expect(chain).toMatch(/^service-[A-Z2-7]{8}-shop\/web\/tcp\/http$/)
    expect(rest).toEqual([
      'cluster-ips { 10.96.0.1 :  }',
      `service-ips { 10.96.0.1 . tcp . 80 : goto ${chain} }`,
    ])
  })

  it('rejects every way in where there is no endpoint', () => {
    expect(steps(everywhere, []).map((step) => step.replace(/-[A-Z2-7]{8}-/, `-${hash}-`))).toEqual(
      [
        'cluster-ips { 10.96.0.1 :  }',
        'no-endpoint-services { 10.96.0.1 . tcp . 80 : goto reject-chain } # shop/web:http',
        'no-endpoint-services { 198.51.100.1 . tcp . 80 : goto reject-chain } # shop/web:http',
        `firewall-${hash}-shop/web/tcp/http`,
        `firewall-ips { 203.0.113.1 . tcp . 80 : goto firewall-${hash}-shop/web/tcp/http }`,
        'no-endpoint-services { 203.0.113.1 . tcp . 80 : goto reject-chain } # shop/web:http',
        'no-endpoint-nodeports { tcp . 30080 : goto reject-chain } # shop/web:http',
      ],
    )
  })

  it('drops what comes from outside where no endpoint is local, after the short cuts', () => {
    const asked = steps(everywhere, endpoints('10.0.0.2'))
    expect(asked.filter((step) => step.includes('198.51.100.1'))).toEqual([
      expect.stringMatching(/^service-ips .* goto external-/),
      'no-endpoint-services { 198.51.100.1 . tcp . 80 : drop } # shop/web:http',
    ])
    expect(asked.at(-1)).toBe('no-endpoint-nodeports { tcp . 30080 : drop } # shop/web:http')
    expect(asked.at(-2)).toMatch(/^service-nodeports \{ tcp \. 30080 : goto external-/)
  })

  it('has a chain for each endpoint with session affinity', () => {
    const sticky = service({ sessionAffinity: 'ClientIP' })
    const asked = steps(sticky, endpoints('10.0.0.2', local))
    expect(asked.slice(0, 3)).toEqual([
      expect.stringMatching(/^endpoint-.*__10\.0\.0\.1\/8080$/),
      expect.stringMatching(/^hairpin-connections /),
      expect.stringMatching(/^endpoint-.*__10\.0\.0\.2\/8080$/),
    ])
  })
})
