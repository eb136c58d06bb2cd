import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ProxyArguments, readProxyOptions } from '../../src/cli/proxy-options.ts'
import { createColorsFor } from '../../src/report/colors.ts'

let folder = ''
const config = (fields: string) => {
  const path = join(folder, 'config.yaml')
  const head = 'apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n'
  writeFileSync(path, `${head}${fields}`)
  return path
}
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kpe-options-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const read = (options: ProxyArguments) => {
  let said = ''
  const io = {
    out: () => {},
    err: (text: string) => {
      said += text
    },
    progress: false,
    colors: createColorsFor('never', false, {}),
    columns: 0,
  }
  return { ...readProxyOptions(options, io), said }
}

describe('how kube-proxy runs', () => {
  it('is by its defaults where nothing is said', () => {
    const { configuration, families, nodeName, said } = read({})
    expect(configuration).toMatchObject({
      mode: 'iptables',
      masqueradeAll: false,
      clusterCidrs: [],
    })
    expect({ families, nodeName, said }).toEqual({
      families: undefined,
      nodeName: undefined,
      said: '',
    })
  })

  it('is as a file says', () => {
    const path = config('mode: ipvs\nhostnameOverride: node-2\nclusterCIDR: 10.244.0.0/16\n')
    const { configuration, nodeName } = read({ config: path })
    expect(configuration).toMatchObject({ mode: 'ipvs', clusterCidrs: ['10.244.0.0/16'] })
    expect(nodeName).toBe('node-2')
  })

  it('is as flags say, whatever the file says', () => {
    const path = config('mode: ipvs\nclusterCIDR: 10.244.0.0/16\niptables: { masqueradeBit: 7 }\n')
    const { configuration } = read({
      config: path,
      mode: 'nftables',
      clusterCidr: '10.1.0.0/16',
      masqueradeAll: true,
      nodeportAddresses: '192.168.0.0/16,10.0.0.0/8',
    })
    expect(configuration).toMatchObject({
      mode: 'nftables',
      clusterCidrs: ['10.1.0.0/16'],
      masqueradeAll: true,
      nodePortAddresses: ['192.168.0.0/16', '10.0.0.0/8'],
    })
  })

  it('keeps what the file says where no flag does', () => {
    const path = config(
      'mode: iptables\nclusterCIDR: 10.244.0.0/16\niptables: { masqueradeBit: 7 }\n',
    )
    expect(read({ config: path, masqueradeAll: true }).configuration).toMatchObject({
      mode: 'iptables',
      clusterCidrs: ['10.244.0.0/16'],
      masqueradeBit: 7,
      masqueradeAll: true,
    })
  })

  it('names the fields that change nothing, with their lines', () => {
    const { said } = read({ config: config('mode: iptables\nmetricsBindAddress: 0.0.0.0:10249\n') })
    expect(said).toMatch(/config\.yaml:4: metricsBindAddress changes nothing here\n/)
  })

  it.each([
    { flags: { ipv4: true }, families: ['IPv4'] },
    { flags: { ipv6: true }, families: ['IPv6'] },
    { flags: { ipv4: true, ipv6: true }, families: undefined },
    { flags: {}, families: undefined },
  ])('is of the families $flags', ({ flags, families }) => {
    expect(read(flags).families).toEqual(families)
  })

  it.each([
    {
      name: 'a network that is none',
      options: { clusterCidr: '10.244.0.0/99' },
      says: '10.244.0.0/99',
    },
    { name: 'a node port address that is none', options: { nodeportAddresses: 'x' }, says: 'x' },
  ])('is refused: $name', ({ options, says }) => {
    expect(() => read(options)).toThrow(says)
  })
})
