import { describe, expect, it } from 'vitest'
import { readRecordedState } from '../../../../src/simulation/recordings/kube-proxy/recorded-state.ts'

const at = { file: 'a.jsonl', line: 3 }
const read = (value: unknown) => readRecordedState(value, 'line 3', at)

describe('readRecordedState', () => {
  it('has a default for everything', () => {
    expect(read({ steps: [{}] })).toMatchObject({
      name: 'line 3',
      family: 'IPv4',
      configuration: { mode: 'iptables', masqueradeBit: 14, conntrack: { maxPerCore: 0 } },
      machine: {
        nodeName: 'node-1',
        nodeIps: ['192.168.0.10', '2001:db8::10'],
        interfaces: { eth0: ['192.168.0.10/24', '2001:db8::10/64'] },
        cpuCount: 1,
        hasRandomFully: true,
        hasNfacct: true,
      },
      steps: [{ apply: [], delete: [], elapsedMs: 2000, forceFull: false, conntrack: undefined }],
    })
  })

  it('reads what a state says', () => {
    const config = {
      masqueradeBit: 0,
      nodePortAddresses: '10.0.0.0/8,fd00::/8',
      syncPeriod: 3,
      ipvs: { scheduler: 'mh', tcpTimeout: '900s' },
      sysctls: { 'a/b': 1 },
      nfacct: false,
    }
    const steps = [{ elapsed: 61, conntrack: [], delete: [{ kind: 'Service', name: 'web' }] }]
    expect(read({ mode: 'ipvs', family: 'IPv6', config, steps })).toMatchObject({
      family: 'IPv6',
      configuration: {
        mode: 'ipvs',
        masqueradeBit: 0,
        nodePortAddresses: ['10.0.0.0/8', 'fd00::/8'],
        syncPeriodMs: 3000,
        ipvs: { scheduler: 'mh', tcpTimeoutMs: 900_000 },
      },
      machine: { sysctls: { 'a/b': 1 }, hasNfacct: false },
      steps: [
        {
          elapsedMs: 61_000,
          conntrack: [],
          delete: [{ kind: 'Service', namespace: 'default', name: 'web' }],
        },
      ],
    })
  })

  it.each([
    { config: { detectLocalMode: 'Magic' }, want: 'unknown detectLocalMode "Magic"' },
    {
      config: { featureGates: { PreferSameTrafficDistribution: false } },
      want: /^cannot set feature gate/,
    },
  ])('knows that kube-proxy does not start with $config', ({ config, want }) => {
    expect(read({ config, steps: [] }).error).toMatch(want)
  })

  it.each([
    { name: 'no object', value: [], message: 'found no state' },
    { name: 'no steps', value: {}, message: 'found no state' },
    { name: 'a mode', value: { mode: 'ebpf', steps: [] }, message: 'unknown mode "ebpf"' },
    { name: 'a family', value: { family: 'IPX', steps: [] }, message: 'unknown family "IPX"' },
  ])('refuses $name', ({ value, message }) => {
    expect(() => read(value)).toThrow(message)
  })
})
