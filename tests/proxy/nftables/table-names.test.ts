import { expect, it } from 'vitest'
import {
  baseChainNames,
  mapNames,
  setNames,
  sharedChainNames,
} from '../../../src/proxy/nftables/table-names.ts'

const names = [baseChainNames, sharedChainNames, setNames, mapNames].flatMap((group): string[] =>
  Object.values(group),
)

it('has no slash in what belongs to no Service: by that kube-proxy knows the chains of Services', () => {
  expect(names.filter((name) => name.includes('/'))).toEqual([])
  expect(new Set(names).size).toBe(names.length)
})
