import { expect, it } from 'vitest'
import {
  addChain,
  addRule,
  deleteChain,
  flushChain,
} from '../../../src/proxy/nftables/transaction.ts'
import { linesOf } from './nftables-node.ts'

it('makes operations on chains and rules', () => {
  expect(
    linesOf([addChain('a'), flushChain('a'), addRule('a', 'drop', 'why'), deleteChain('a')]),
  ).toEqual(['add chain a', 'flush chain a', 'add rule a drop comment "why"', 'delete chain a'])
})
