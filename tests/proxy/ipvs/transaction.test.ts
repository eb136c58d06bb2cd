import { expect, it } from 'vitest'
import { dummyDevice, emptyTransaction } from '../../../src/proxy/ipvs/transaction.ts'

it('has an empty transaction that changes nothing', () => {
  for (const part of Object.values(emptyTransaction)) expect(part).toHaveLength(0)
})

it('binds virtual addresses to kube-ipvs0', () => {
  expect(dummyDevice).toBe('kube-ipvs0')
})
