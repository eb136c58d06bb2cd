import { describe, expect, it } from 'vitest'
import {
  defaultSysctls,
  kernelOfRelease,
  setSysctl,
} from '../../../../src/kernel/ipvs/model/settings.ts'

describe('kernels', () => {
  it.each([
    { release: '6.1.170', factor: 256, atOnce: true },
    { release: '6.1.192', factor: 257, atOnce: true },
    { release: '6.12.107+deb12-amd64', factor: 257, atOnce: true },
    { release: '5.4.0-150-generic', factor: 256, atOnce: false },
    { release: '5.10.1', factor: 256, atOnce: true },
    { release: 'no kernel', factor: 257, atOnce: true },
  ])('$release counts an active connection as $factor', ({ release, factor, atOnce }) => {
    const kernel = kernelOfRelease(release)
    expect(kernel.activeFactor).toBe(factor)
    expect(kernel.dropsNodestAtOnce).toBe(atOnce)
  })
})

describe('settings', () => {
  it('are set by name, with dots or slashes', () => {
    const sysctls = defaultSysctls()
    expect(setSysctl(sysctls, 'net.ipv4.vs.conntrack', '1')).toBe(true)
    expect(setSysctl(sysctls, 'net/ipv4/vs/conn_reuse_mode', '0')).toBe(true)
    expect(sysctls).toMatchObject({ conntrack: 1, conn_reuse_mode: 0 })
  })

  it('that defend against floods are known, but not emulated', () => {
    expect(setSysctl(defaultSysctls(), 'drop_entry', '0')).toBe(true)
    expect(setSysctl(defaultSysctls(), 'drop_entry', '1')).toBe(false)
  })

  it.each(['no_such_thing', 'conntrack=x'])('%s is refused', (text) => {
    const [name = '', value = '1'] = text.split('=')
    expect(() => setSysctl(defaultSysctls(), name, value)).toThrow(/setting|value/)
  })
})
