import { describe, expect, it } from 'vitest'
import { kpe } from './run-kpe.ts'

const shop = ['-f', 'examples/shop', '-4']

describe('--after', () => {
  it('prints what kube-proxy removes at its start, then what it writes', async () => {
    const { exitCode, out } = await kpe('rules', ...shop, '--after', 'ipvs', '--mode', 'nftables')
    expect(exitCode).toBe(0)
    expect(out).toContain('\nipvsadm -C\nip link del kube-ipvs0\n')
    expect(out).toContain('# fails: found -X KUBE-MARK-MASQ')
    expect(out).toContain('\n# nft -f - (IPv4)\nadd table ip kube-proxy ')
  })

  it('opens the forms of the earlier mode: what is left of it', async () => {
    const args = ['rules', ...shop, '--after', 'ipvs', '--mode', 'iptables', '-o', 'ipvsadm']
    const { exitCode, out } = await kpe(...args)
    expect(exitCode).toBe(0)
    expect(out).toMatch(/^-A -t /)
  })

  it('shows a packet on such a node', async () => {
    const ends = ['--from', 'pod/shop/database-0', '--to', 'svc/shop/catalog:80']
    const args = ['trace', ...shop, ...ends, '--after', 'iptables', '--mode', 'nftables']
    const { exitCode, out } = await kpe(...args)
    expect(exitCode).toBe(0)
    expect(out).toContain('nftables mode, after iptables mode')
  })

  it('names the modes that there are', async () => {
    const { exitCode, err } = await kpe('rules', ...shop, '--after', 'userspace')
    expect(exitCode).toBe(2)
    expect(err).toContain('iptables, ipvs, nftables')
  })
})

describe('--cleanup', () => {
  it('prints what kube-proxy --cleanup removes', async () => {
    const { out } = await kpe('rules', ...shop, '--cleanup')
    expect(out).toContain('\n-X KUBE-SERVICES\n')
  })

  it('with -o prints what is left', async () => {
    const { out } = await kpe('rules', ...shop, '--cleanup', '-o', 'save')
    expect(out).toContain(':KUBE-FIREWALL')
    expect(out).not.toContain('KUBE-SVC-')
  })
})
