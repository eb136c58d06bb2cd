import { describe, expect, it } from 'vitest'
import {
  findSet,
  setCreation,
  setDefinition,
  setKeys,
  setNameOf,
} from '../../../../src/proxy/ipvs/sets/set-definition.ts'

describe('the sets of IPVS mode', () => {
  it('are seventeen, in the order of their names', () => {
    expect(setKeys).toHaveLength(17)
    expect([...setKeys].sort()).toEqual(setKeys)
  })

  it('have names of at most 31 characters, no two alike', () => {
    const names = (['IPv4', 'IPv6'] as const).flatMap((family) =>
      setKeys.map((key) => setNameOf(key, family)),
    )
    expect(new Set(names).size).toBe(34)
    expect(names.every((name) => name.length <= 31)).toBe(true)
    expect(names).toContain('KUBE-6-NODE-PORT-LOCAL-SCTP-HAS')
  })

  it('are found by name', () => {
    for (const family of ['IPv4', 'IPv6'] as const)
      for (const key of setKeys)
        expect(findSet(setNameOf(key, family))).toEqual(setDefinition(key, family))
    expect(findSet('KUBE-SERVICES')).toBeUndefined()
  })

  it('are created with their type', () => {
    expect(setCreation(setDefinition('KUBE-CLUSTER-IP', 'IPv6'))).toBe(
      'KUBE-6-CLUSTER-IP hash:ip,port family inet6 hashsize 1024 maxelem 65536 -exist',
    )
    expect(setCreation(setDefinition('KUBE-NODE-PORT-TCP', 'IPv4'))).toBe(
      'KUBE-NODE-PORT-TCP bitmap:port range 0-65535 -exist',
    )
  })
})
