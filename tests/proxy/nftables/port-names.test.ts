import { describe, expect, it } from 'vitest'
import {
  endpointNames,
  portChainNames,
  protocolText,
} from '../../../src/proxy/nftables/port-names.ts'

const port = { serviceName: 'ns1/svc1', portName: 'p80', protocol: 'TCP' } as const

describe('names in nftables mode', () => {
  // pkg/proxy/nftables/proxier.go gives these two as examples.
  it('hashes namespace, name, protocol and port', () => {
    expect(portChainNames(port)).toEqual({
      cluster: 'service-ULMVA6XW-ns1/svc1/tcp/p80',
      local: 'local-ULMVA6XW-ns1/svc1/tcp/p80',
      external: 'external-ULMVA6XW-ns1/svc1/tcp/p80',
      firewall: 'firewall-ULMVA6XW-ns1/svc1/tcp/p80',
    })
  })

  it('adds the endpoint', () => {
    expect(endpointNames(port, { ip: '10.180.0.1', port: 80 })).toEqual({
      chain: 'endpoint-5OJB2KTY-ns1/svc1/tcp/p80__10.180.0.1/80',
      affinitySet: 'affinity-5OJB2KTY-ns1/svc1/tcp/p80__10.180.0.1/80',
    })
  })

  it('ends in a slash where the port has no name', () => {
    expect(portChainNames({ ...port, portName: '' }).cluster).toMatch(/-ns1\/svc1\/tcp\/$/)
  })

  it('writes the colons of an IPv6 address as dots', () => {
    expect(endpointNames(port, { ip: 'fd00::1', port: 80 }).chain).toMatch(/__fd00\.\.1\/80$/)
  })

  it('cuts what is longer than the kernel takes, and says so', () => {
    const long = { ...port, serviceName: `ns1/${'x'.repeat(240)}` }
    const { cluster } = portChainNames(long)
    expect(cluster).toHaveLength('service-'.length + 240)
    expect(cluster).toMatch(/xxx\.\.\.$/)
  })

  it('writes protocols in lower case', () => {
    expect(protocolText({ protocol: 'SCTP' })).toBe('sctp')
    expect(protocolText({ protocol: 'TCP' })).toBe('tcp')
  })
})
