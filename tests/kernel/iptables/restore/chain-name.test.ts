import { describe, expect, it } from 'vitest'
import { IptablesEngine } from '../../../../src/kernel/iptables/engine/iptables-engine.ts'

describe('the name of a chain', () => {
  it.each([
    ['KUBE-SVC-XXXXXXXXXXXXXXXX', undefined],
    ['x'.repeat(28), undefined],
    ['x'.repeat(29), 'found a chain name of 29 characters, expected at most 28 characters'],
    ['-x', 'the name of a chain'],
    ['!x', 'the name of a chain'],
    ['LOG', 'a name that no target has'],
    ['ACCEPT', 'a name that no target has'],
  ])('%s: %s', (name, why) => {
    const load = () =>
      new IptablesEngine({ family: 'IPv4' }).restore(`*filter\n:${name} - [0:0]\nCOMMIT\n`)
    if (why === undefined) expect(load).not.toThrow()
    else expect(load).toThrow(why)
  })
})
