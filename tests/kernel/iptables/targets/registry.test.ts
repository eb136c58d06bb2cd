import { describe, expect, it } from 'vitest'
import {
  findTargetExtension,
  isTargetName,
} from '../../../../src/kernel/iptables/targets/registry.ts'

describe('targets by name', () => {
  it.each([
    ['DNAT', true],
    ['NFQUEUE', true],
    ['KUBE-SERVICES', false],
    ['dnat', false],
  ])('%s is a target: %s', (name, want) => {
    expect(findTargetExtension(name, 'IPv4') !== undefined).toBe(want)
    expect(isTargetName(name)).toBe(want)
  })

  it('leave no chain the name of a verdict', () => {
    expect(['ACCEPT', 'DROP', 'RETURN'].every(isTargetName)).toBe(true)
  })
})
