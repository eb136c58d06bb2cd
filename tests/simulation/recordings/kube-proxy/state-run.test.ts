import { describe, expect, it } from 'vitest'
import { emulateIptables } from '../../../../src/simulation/recordings/kube-proxy/iptables-emulation.ts'
import { readRecordedState } from '../../../../src/simulation/recordings/kube-proxy/recorded-state.ts'
import { StateRun } from '../../../../src/simulation/recordings/kube-proxy/state-run.ts'

const web = {
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { clusterIP: '10.96.0.1', ports: [{ port: 53, protocol: 'UDP' }] },
}
const slice = (address: string) => ({
  kind: 'EndpointSlice',
  metadata: { name: 'web-1', labels: { 'kubernetes.io/service-name': 'web' } },
  addressType: 'IPv4',
  ports: [{ port: 53, protocol: 'UDP' }],
  endpoints: [{ addresses: [address] }],
})
const flow = {
  proto: 'udp',
  src: '10.0.0.7',
  dst: '10.96.0.1',
  dport: 53,
  replySrc: '10.0.0.1',
  replySport: 53,
}

function run(...steps: object[]) {
  const state = readRecordedState({ steps }, 'one', { file: 'test' })
  const states = new StateRun(state, emulateIptables(state))
  return state.steps.map((step) => states.step(step))
}

describe('StateRun', () => {
  it('syncs at the start, and then when something changed or somebody asks', () => {
    const syncs = run(
      { apply: [slice('10.0.0.1'), web] },
      { apply: [web] },
      { apply: [slice('10.0.0.2')] },
      { forceSync: true },
      { forceFull: true },
      { elapsed: 3600, forceSync: true },
    )
    expect(syncs.map(({ sync }) => sync)).toEqual([
      'full',
      'none',
      'partial',
      'partial',
      'full',
      'full',
    ])
    expect(syncs.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('deletes before it applies: a sync is asked for, though nothing has changed in the end', () => {
    const [, step] = run(
      { apply: [web, slice('10.0.0.1')] },
      { delete: [{ kind: 'Service', name: 'web' }], apply: [web] },
    )
    expect(step?.sync).toBe('partial')
    expect(step?.conntrack.ran).toBe(false)
  })

  it('keeps the conntrack table from step to step, less what is stale', () => {
    const steps = run(
      { apply: [web, slice('10.0.0.1')], conntrack: [flow, { ...flow, proto: 'tcp' }] },
      {},
      { apply: [slice('10.0.0.2')] },
    )
    expect(steps.map(({ conntrack }) => conntrack.left)).toEqual([2, 2, 1])
    expect(steps[2]?.conntrack).toMatchObject({ ran: true, deleted: [{ proto: 'udp' }] })
  })

  it('refuses a step as a whole, and starts with the next one', () => {
    const [refused, start] = run({ apply: [web, { kind: 'Foo' }] }, { apply: [slice('10.0.0.1')] })
    expect(refused).toMatchObject({ sync: 'none', error: 'unknown kind "Foo"', healthChecks: null })
    expect(start?.sync).toBe('full')
  })

  it('tells health checks how kube-proxy itself is', () => {
    const balanced = {
      ...web,
      spec: {
        ...web.spec,
        type: 'LoadBalancer',
        externalTrafficPolicy: 'Local',
        healthCheckNodePort: 32000,
      },
    }
    const [step] = run({ apply: [balanced], proxyHealthy: false })
    expect(step?.healthChecks).toMatchObject([
      { status: 503, body: expect.stringContaining('"serviceProxyHealthy": false') },
    ])
  })
})
