import { describe, expect, it } from 'vitest'
import { NftablesEngine } from '../../../../src/kernel/nftables/engine/nftables-engine.ts'
import { formatKey } from '../../../../src/kernel/nftables/print/expression-printer.ts'
import {
  declarationLines,
  listedElements,
} from '../../../../src/kernel/nftables/print/set-printer.ts'
import { listedSet } from './listings.ts'

describe('a listed set', () => {
  it.each([
    [
      'ports stand five on a line',
      'add set ip t s { type inet_service; elements = { 6, 5, 4, 3, 2, 1 }; }',
      '\tset s {\n\t\ttype inet_service\n\t\telements = { 1, 2, 3, 4, 5,\n\t\t\t     6 }\n\t}',
    ],
    [
      'addresses two on a line',
      'add set ip t s { type ipv4_addr; elements = { 10.0.0.3, 10.0.0.1, 10.0.0.2 }; }',
      '\tset s {\n\t\ttype ipv4_addr\n\t\telements = { 10.0.0.1, 10.0.0.2,\n\t\t\t     10.0.0.3 }\n\t}',
    ],
    [
      'concatenations one on a line',
      'add map ip t m { type ipv4_addr . inet_service : verdict; elements = { 10.0.0.1 . 81 : drop, 10.0.0.1 . 80 : accept }; }',
      '\tmap m {\n\t\ttype ipv4_addr . inet_service : verdict\n\t\telements = { 10.0.0.1 . 80 : accept,\n\t\t\t     10.0.0.1 . 81 : drop }\n\t}',
    ],
    [
      'without elements it has no such line',
      'add set ip t s { type ipv4_addr; comment "why"; }',
      '\tset s {\n\t\ttype ipv4_addr\n\t\tcomment "why"\n\t}',
    ],
  ])('%s', (_name, command, want) => {
    expect(listedSet(command)).toBe(want)
  })

  const timed =
    'add set ip t s { type inet_service; timeout 10s; elements = { 80, 81 timeout 20s }; }'

  it.each([
    [0, '{ 80 expires 10s, 81 timeout 20s expires 20s }'],
    [4_500, '{ 80 expires 5s500ms, 81 timeout 20s expires 15s500ms }'],
    [10_000, '{ 81 timeout 20s expires 10s }'],
  ])('shows at %s ms what is still alive', (nowMs, want) => {
    expect(listedSet(timed, nowMs)).toContain(`elements = ${want}`)
  })

  it('shows no elements when all are gone', () => {
    expect(listedSet(timed, 20_000)).not.toContain('elements')
  })
})

describe('what a set is', () => {
  const setOf = (command: string) => {
    const engine = new NftablesEngine()
    engine.apply(`add table ip t\n${command}`)
    const set = engine.ruleset.table('ip', 't')?.sets.get('s')
    if (set === undefined) throw new Error('there is no set')
    return set
  }

  it.each([
    [
      'a default timeout stands for the flag',
      'add set ip t s { type ipv4_addr; timeout 1h; }',
      ['type ipv4_addr', 'timeout 1h'],
    ],
    [
      'unless another flag is there',
      'add set ip t s { type ipv4_addr; flags dynamic,timeout; timeout 1h; }',
      ['type ipv4_addr', 'flags dynamic,timeout', 'timeout 1h'],
    ],
    [
      'size before flags, auto-merge behind them',
      'add set ip t s { type ipv4_addr; auto-merge; flags interval; size 9; }',
      ['type ipv4_addr', 'size 9', 'flags interval', 'auto-merge'],
    ],
  ])('%s', (_name, command, want) => {
    expect(declarationLines(setOf(command).declaration)).toEqual(want)
  })

  it('lists * last', () => {
    const set = setOf(
      'add map ip t s { type inet_service : verdict; flags interval; elements = { * : drop, 9 : accept, 1-5 : accept }; }',
    )
    expect(listedElements(set, 0).map(({ key }) => formatKey(key))).toEqual(['1-5', '9', '*'])
  })
})
