import type { RecordedState } from '../../../../src/simulation/recordings/netfilter/recorded-state.ts'

/** A recorded state without rules and without packets, of what a recording leaves out nothing. */
export function recordedState(fields: Record<string, unknown> = {}): RecordedState {
  return {
    name: 'test',
    kind: 'legacy',
    notes: [],
    sysctls: { 'net.ipv4.conf.all.route_localnet': '1' },
    interfaces: {
      lo: ['127.0.0.1/8'],
      eth0: ['192.168.0.10/24', '172.20.5.6/16'],
      cni0: ['10.244.0.1/32'],
    },
    routes: [
      { to: '10.244.0.0/16', dev: 'cni0', src: '10.244.0.1' },
      { to: '0.0.0.0/0', via: '192.168.0.1', dev: 'eth0' },
    ],
    listening: [8_000],
    input: { mode: 'iptables', steps: [] },
    rounds: [],
    ...fields,
  } as RecordedState
}
