import { expect, it } from 'vitest'
import { DiversionPlans } from '../../src/kernel/diversion-plans.ts'
import { noticedByNobody } from '../../src/kernel/netfilter/foreseen-run.ts'
import { accept, type HookFunction } from '../../src/kernel/netfilter/hook.ts'
import { contextOf, packet, testKernel } from './packets.ts'

const context = contextOf(testKernel())

function plansOf(asked: string[], foresees = true) {
  const one: HookFunction = {
    name: 'one',
    priority: 0,
    run: () => accept,
    foresee: ({ packet: { destinationPort }, ipvsProperty }, hook, _context, withDestination) => {
      asked.push(`${hook} ${destinationPort} ${withDestination} ${ipvsProperty}`)
      return foresees ? { ...noticedByNobody, verdict: accept, rules: 1 } : undefined
    },
  }
  const here = [one]
  return new DiversionPlans(undefined, {
    prerouting: here,
    input: here,
    output: here,
    postrouting: here,
  })
}

const web = packet('tcp', '10.0.0.1:1', '10.0.0.2:80')
const dns = packet('tcp', '10.0.0.1:1', '10.0.0.2:53')

it('asks once for each destination before the diversion, and once for all after it', () => {
  const asked: string[] = []
  const plans = plansOf(asked)
  for (const one of [web, dns, web, dns]) {
    expect(plans.find(one, 'eth0', context)).toMatchObject({ rules: 2 })
    expect(plans.findOnward(one, 'cni0', context)).toMatchObject({ rules: 2 })
  }
  expect(asked).toEqual([
    'prerouting 80 true false',
    'input 80 true false',
    'output 80 false true',
    'postrouting 80 false true',
    'prerouting 53 true false',
    'input 53 true false',
  ])
})

it('remembers that a function has to be asked', () => {
  const asked: string[] = []
  const plans = plansOf(asked, false)
  expect(plans.find(web, 'eth0', context)).toBeUndefined()
  expect(plans.find(web, 'eth0', context)).toBeUndefined()
  expect(asked.length).toBe(2)
})
