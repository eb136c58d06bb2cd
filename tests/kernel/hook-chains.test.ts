import { describe, expect, it } from 'vitest'
import { HookChains } from '../../src/kernel/hook-chains.ts'
import {
  accept,
  type Hook,
  type HookedFunction,
  type HookOwner,
} from '../../src/kernel/netfilter/hook.ts'
import { testKernel } from './packets.ts'

const hooked = (hook: Hook, priority: number, name: string, nat = false): HookedFunction => ({
  hook,
  family: 'IPv4',
  nat,
  function: { name, priority, run: () => accept },
})

class Owner implements HookOwner {
  hooksVersion = 0
  functions: HookedFunction[]

  constructor(...functions: HookedFunction[]) {
    this.functions = functions
  }

  hooked() {
    return this.functions
  }
}

function chains(...owners: Owner[]) {
  const { tracker, translation } = testKernel()
  const all = new HookChains(tracker, translation)
  for (const owner of owners) all.register(owner)
  return all
}

const names = (functions: readonly { readonly name: string }[]) => functions.map(({ name }) => name)

describe('what stands on a hook', () => {
  it('stands by priority, conntrack and NAT between', () => {
    const owner = new Owner(
      hooked('prerouting', -100, 'nat', true),
      hooked('prerouting', -150, 'mangle'),
      hooked('prerouting', -300, 'raw'),
      hooked('input', 0, 'filter'),
    )
    const { prerouting, input, postrouting } = chains(owner).of('IPv4')
    expect(names(prerouting)).toEqual(['raw', 'conntrack', 'mangle', 'nat'])
    expect(names(input)).toEqual(['filter', 'nat', 'conntrack confirm'])
    expect(names(postrouting)).toEqual(['nat', 'conntrack confirm'])
  })

  it('has no NAT in a family without a nat table', () => {
    const all = chains(new Owner(hooked('output', -100, 'nat', true)))
    expect(names(all.of('IPv6').output)).toEqual(['conntrack'])
  })

  it('puts the last of equal priority first, as the kernel does', () => {
    const all = chains(
      new Owner(hooked('forward', 0, 'first')),
      new Owner(hooked('forward', 0, 'second')),
    )
    expect(names(all.of('IPv4').forward)).toEqual(['second', 'first'])
  })

  it('follows its owners', () => {
    const owner = new Owner()
    const all = chains(owner)
    expect(names(all.of('IPv4').forward)).toEqual([])
    owner.functions = [hooked('forward', 0, 'filter')]
    owner.hooksVersion += 1
    expect(names(all.of('IPv4').forward)).toEqual(['filter'])
  })
})
