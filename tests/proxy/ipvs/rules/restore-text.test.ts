import { describe, expect, it } from 'vitest'
import {
  type NoNodeAccess,
  type RestoreSettings,
  restoreText,
} from '../../../../src/proxy/ipvs/rules/restore-text.ts'
import { ipvsSettings } from '../ipvs-node.ts'

const rules = (
  sets: readonly string[] = [],
  settings: Partial<RestoreSettings> = {},
  noNodeAccess: readonly NoNodeAccess[] = [],
) => {
  const whole = { ...ipvsSettings(), ...settings }
  return restoreText(whole, (key) => sets.includes(key), noNodeAccess).split('\n')
}
const masqueraded = (settings: Partial<RestoreSettings>) =>
  rules(['KUBE-CLUSTER-IP'], settings)
    .find((rule) => rule.includes('KUBE-CLUSTER-IP') && rule.includes('KUBE-MARK-MASQ'))
    ?.replace(/.*KUBE-CLUSTER-IP (.*) -j .*/, '$1')

describe('the rules of IPVS mode', () => {
  it('stand nat first, in 40 lines where there is no Service', () => {
    const lines = rules()
    expect(lines[0]).toBe('*nat')
    expect(lines.filter((line) => line.startsWith('*'))).toEqual(['*nat', '*filter'])
    expect(lines.filter((line) => line === 'COMMIT')).toHaveLength(2)
    expect(lines.some((line) => line.includes('KUBE-LOOP-BACK'))).toBe(false)
  })

  it.each([
    { name: 'all', settings: { masqueradeAll: true }, want: 'dst,dst' },
    {
      name: 'those that are not local',
      settings: { detector: { kind: 'interface', name: 'cni0' } as const },
      want: 'dst,dst ! -i cni0',
    },
    { name: 'the node', settings: { detector: { kind: 'none' } as const }, want: 'src,dst' },
  ])('masquerade clients of a cluster IP: $name', ({ settings, want }) => {
    expect(masqueraded(settings)).toBe(want)
  })

  it('return for node ports with the policy Local before they masquerade', () => {
    const lines = rules(['KUBE-NODE-PORT-TCP', 'KUBE-NODE-PORT-LOCAL-TCP'])
    expect(
      lines
        .filter((line) => line.startsWith('-A KUBE-NODE-PORT -p tcp'))
        .map((line) => line.split(' -j ')[1]),
    ).toEqual(['RETURN', 'KUBE-MARK-MASQ'])
  })

  it('name the sets of IPv6 and its loopback', () => {
    const lines = rules(['KUBE-LOAD-BALANCER-SOURCE-CIDR'], { family: 'IPv6' })
    expect(lines).toContain('-A KUBE-SERVICES -s ::1/128 -j RETURN')
    expect(lines.join('\n')).toContain('--match-set KUBE-6-LOAD-BALANCER-SOURCE-CID dst,dst,src')
  })

  it('leave --random-fully out where iptables does not know it', () => {
    expect(rules([], { hasRandomFully: false }).join('\n')).not.toContain('--random-fully')
  })

  it('drop the node itself at a load balancer that does not let it pass', () => {
    const noNodeAccess = [{ ip: '203.0.113.5', protocol: 'udp', port: 53 }]
    expect(rules([], {}, noNodeAccess)).toContain(
      '-A KUBE-IPVS-OUT-FILTER -s 203.0.113.5 -m ipvs --vaddr 203.0.113.5 --vproto udp --vport 53 -j DROP',
    )
  })

  it.each([
    { refusesOtherPorts: true, want: 6 },
    { refusesOtherPorts: false, want: 0 },
  ])('refusesOtherPorts $refusesOtherPorts: KUBE-IPVS-FILTER has $want rules', (settings) => {
    const { want, refusesOtherPorts } = settings
    const filter = rules([], { refusesOtherPorts })
    expect(filter.filter((line) => line.startsWith('-A KUBE-IPVS-FILTER'))).toHaveLength(want)
    expect(filter).toContain(':KUBE-IPVS-FILTER - [0:0]')
  })
})
