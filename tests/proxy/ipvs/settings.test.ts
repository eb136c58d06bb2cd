import { describe, expect, it } from 'vitest'
import { defaultProxyConfiguration } from '../../../src/proxy/configuration.ts'
import { ipvsStart } from '../../../src/proxy/ipvs/settings.ts'
import { ipvsSettings } from './ipvs-node.ts'

const start = (ipvs: Partial<typeof defaultProxyConfiguration.ipvs> = {}, kernel = '6.12.107') =>
  ipvsStart(
    ipvsSettings(),
    { ...defaultProxyConfiguration, ipvs: { ...defaultProxyConfiguration.ipvs, ...ipvs } },
    { hasRandomFully: true },
    kernel,
  )

describe('the start of IPVS mode', () => {
  it('schedules round robin unless told otherwise', () => {
    expect(start().settings).toMatchObject({ scheduler: 'rr', masqueradeMark: '0x00004000' })
    expect(start({ scheduler: 'mh' }).settings.scheduler).toBe('mh')
  })

  it.each([
    { kernel: '4.0.9', reuseMode: undefined },
    { kernel: '4.1.0', reuseMode: 0 },
    { kernel: '4.19.304-generic', reuseMode: 0 },
    { kernel: '5.8.18', reuseMode: 0 },
    { kernel: '5.9.0', reuseMode: undefined },
    { kernel: '5.10', reuseMode: undefined },
    { kernel: '6.1.0-42-amd64', reuseMode: undefined },
  ])('sets conn_reuse_mode on Linux $kernel to $reuseMode', ({ kernel, reuseMode }) => {
    expect(start({}, kernel).sysctls['net/ipv4/vs/conn_reuse_mode']).toBe(reuseMode)
  })

  it('sets what IPVS needs, and with strictARP what MetalLB needs', () => {
    expect(start().sysctls).toMatchObject({
      'net/ipv4/vs/conntrack': 1,
      'net/ipv4/vs/expire_nodest_conn': 1,
      'net/ipv4/vs/expire_quiescent_template': 1,
      'net/ipv4/ip_forward': 1,
    })
    expect(start().sysctls).not.toHaveProperty('net/ipv4/conf/all/arp_ignore')
    expect(start({ strictArp: true }).sysctls).toMatchObject({
      'net/ipv4/conf/all/arp_ignore': 1,
      'net/ipv4/conf/all/arp_announce': 2,
    })
  })

  it.each([
    { toggle: 'kubernetes#54219', setting: 'masqueradesLoopBack' },
    { toggle: 'kubernetes#108460', setting: 'refusesOtherPorts' },
    { toggle: 'kubernetes#119791', setting: 'keepsNodesOut' },
  ] as const)('$toggle takes $setting away, and that alone', ({ toggle, setting }) => {
    const configuration = { ...defaultProxyConfiguration, toggles: new Set([toggle]) }
    const { settings } = ipvsStart(ipvsSettings(), configuration, { hasRandomFully: true }, '6.12')
    expect(settings).toEqual({ ...start().settings, [setting]: false })
  })

  it('sets timeouts only if one of them is given', () => {
    expect(start().timeouts).toBeUndefined()
    expect(start({ udpTimeoutMs: 300_000 }).timeouts).toEqual({
      tcpMs: 0,
      tcpFinMs: 0,
      udpMs: 300_000,
    })
  })
})
