import { expect, it } from 'vitest'
import { readSetPort } from '../../../src/kernel/ipset/set-port.ts'

// As ipset 7.17 took them.
it.each([
  ['80', 80],
  ['0x50', 80],
  ['ssh', 22],
  ['65536', undefined],
  ['080', undefined],
  ['nobody-knows', undefined],
  ['', undefined],
])('%j: %j', (text, want) => expect(readSetPort(text)).toBe(want))
