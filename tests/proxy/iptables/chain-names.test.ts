import { expect, it } from 'vitest'
import {
  endpointChainName,
  hashedText,
  isServiceChainName,
  portChainNames,
  protocolArgument,
} from '../../../src/proxy/iptables/chain-names.ts'

const dns = { text: 'kube-system/kube-dns:dns', protocol: 'UDP' as const }

it('names the chains of a port as every cluster has them', () => {
  expect(portChainNames(dns)).toEqual({
    cluster: 'KUBE-SVC-TCOU7JCQXEZGVUNU',
    local: 'KUBE-SVL-TCOU7JCQXEZGVUNU',
    external: 'KUBE-EXT-TCOU7JCQXEZGVUNU',
    firewall: 'KUBE-FW-TCOU7JCQXEZGVUNU',
  })
})

it('hashes the text of an endpoint behind that of its port', () => {
  expect(hashedText(dns)).toBe('kube-system/kube-dns:dnsudp')
  expect(endpointChainName('a/btcp', '10.0.0.1:80')).toBe(
    endpointChainName('a/b', 'tcp10.0.0.1:80'),
  )
  expect(endpointChainName(hashedText(dns), '10.0.0.1:53')).toMatch(/^KUBE-SEP-[A-Z2-7]{16}$/)
})

it.each([
  { protocol: 'TCP', want: 'tcp' },
  { protocol: 'UDP', want: 'udp' },
  { protocol: 'SCTP', want: 'sctp' },
] as const)('writes $protocol as $want', ({ protocol, want }) => {
  expect(protocolArgument({ protocol })).toBe(want)
})

it.each([
  { name: 'KUBE-SEP-X', own: true },
  { name: 'KUBE-EXT-X', own: true },
  { name: 'KUBE-SERVICES', own: false },
])('$name: of a Service $own', ({ name, own }) => {
  expect(isServiceChainName(name)).toBe(own)
})
