import { describe, expect, it } from 'vitest'
import type {
  ElementOperation,
  NftablesOperation,
} from '../../../src/proxy/nftables/transaction.ts'
import { formatOperation, formatTransaction } from '../../../src/proxy/nftables/transaction-text.ts'

const element: ElementOperation = {
  kind: 'element',
  verb: 'add',
  containerKind: 'map',
  container: 'm',
  key: '10.0.0.1 . tcp . 80',
  value: 'goto reject-chain',
  comment: 'shop/web',
}
const chain = { kind: 'chain', name: 'c', base: undefined, comment: undefined } as const
const base = { type: 'nat', hook: 'output', priority: -100 } as const
const declaration = { type: 'ipv4_addr', flags: [], timeoutSeconds: undefined, comment: undefined }

describe('the text of a transaction', () => {
  it.each<[NftablesOperation, string]>([
    [{ kind: 'table', verb: 'add', comment: 'x' }, 'add table ip t { comment "x" ; }'],
    [{ ...chain, verb: 'add' }, 'add chain ip t c'],
    [{ ...chain, verb: 'add', comment: 'x' }, 'add chain ip t c { comment "x" ; }'],
    [{ ...chain, verb: 'add', base }, 'add chain ip t c { type nat hook output priority -100 ; }'],
    [{ ...chain, verb: 'flush', base, comment: 'x' }, 'flush chain ip t c'],
    [
      { kind: 'rule', verb: 'add', chain: 'c', rule: 'drop', comment: undefined },
      'add rule ip t c drop',
    ],
    [{ kind: 'set', verb: 'add', name: 's', declaration }, 'add set ip t s { type ipv4_addr ; }'],
    [
      {
        kind: 'set',
        verb: 'add',
        name: 's',
        declaration: { ...declaration, flags: ['dynamic', 'timeout'], timeoutSeconds: 7 },
      },
      'add set ip t s { type ipv4_addr ; flags dynamic,timeout ; timeout 7s ; }',
    ],
    [
      { kind: 'map', verb: 'add', name: 'm', declaration: { ...declaration, comment: 'x' } },
      'add map ip t m { type ipv4_addr ; comment "x" ; }',
    ],
    [{ kind: 'set', verb: 'delete', name: 's', declaration }, 'delete set ip t s'],
    [element, 'add element ip t m { 10.0.0.1 . tcp . 80 comment "shop/web" : goto reject-chain }'],
    [{ ...element, value: '', comment: undefined }, 'add element ip t m { 10.0.0.1 . tcp . 80 }'],
    [{ ...element, verb: 'delete' }, 'delete element ip t m { 10.0.0.1 . tcp . 80 }'],
  ])('writes %j', (operation, line) => {
    expect(formatOperation(operation, 'ip t')).toBe(`${line}\n`)
  })

  it('is one line an operation, in the table kube-proxy', () => {
    const operations = [{ ...chain, verb: 'add' as const }, element]
    expect(formatTransaction({ family: 'ip6', operations })).toMatch(
      /^add chain ip6 kube-proxy c\nadd element ip6 kube-proxy m \{ .* \}\n$/,
    )
    expect(formatTransaction({ family: 'ip', operations: [] })).toBe('')
  })
})
