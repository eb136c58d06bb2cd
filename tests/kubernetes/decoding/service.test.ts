import { describe, expect, it } from 'vitest'
import { serviceOf } from '../manifests.ts'

describe('defaults of a Service', () => {
  it('is a ClusterIP Service over TCP, to the same port', () => {
    const { spec } = serviceOf({ ports: [{ port: 80 }] })
    expect(spec).toMatchObject({
      type: 'ClusterIP',
      sessionAffinity: 'None',
      internalTrafficPolicy: 'Cluster',
      ports: [{ name: '', protocol: 'TCP', port: 80, targetPort: 80, nodePort: 0 }],
    })
    expect(spec.externalTrafficPolicy).toBeUndefined()
  })

  it.each([
    { spec: { type: 'NodePort' }, want: { externalTrafficPolicy: 'Cluster' } },
    { spec: { externalIPs: ['1.2.3.4'] }, want: { externalTrafficPolicy: 'Cluster' } },
    { spec: { type: 'LoadBalancer' }, want: { allocateLoadBalancerNodePorts: true } },
    { spec: { clusterIP: '10.96.0.9' }, want: { clusterIPs: ['10.96.0.9'] } },
    {
      spec: { sessionAffinity: 'ClientIP' },
      want: { sessionAffinityConfig: { clientIP: { timeoutSeconds: 10_800 } } },
    },
    {
      spec: {
        sessionAffinity: 'ClientIP',
        sessionAffinityConfig: { clientIP: { timeoutSeconds: 5 } },
      },
      want: { sessionAffinityConfig: { clientIP: { timeoutSeconds: 5 } } },
    },
    { spec: { ports: [{ port: 80, targetPort: '' }] }, want: { ports: [{ targetPort: 80 }] } },
  ])('$spec gets $want', ({ spec, want }) => {
    expect(serviceOf(spec).spec).toMatchObject(want)
  })

  it('drops the affinity that is not used, and leaves ExternalName without policies', () => {
    const config = { clientIP: { timeoutSeconds: 5 } }
    expect(serviceOf({ sessionAffinityConfig: config }).spec.sessionAffinityConfig).toBeUndefined()
    expect(serviceOf({ type: 'ExternalName' }).spec.internalTrafficPolicy).toBeUndefined()
  })

  it('gives load balancer addresses their mode', () => {
    const status = { loadBalancer: { ingress: [{ ip: '1.2.3.4' }, { hostname: 'a.b' }] } }
    expect(serviceOf({ type: 'LoadBalancer' }, {}, status).status.loadBalancer.ingress).toEqual([
      { ip: '1.2.3.4', ipMode: 'VIP' },
      { hostname: 'a.b' },
    ])
  })
})
