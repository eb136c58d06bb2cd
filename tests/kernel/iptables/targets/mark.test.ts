import { describe, expect, it } from 'vitest'
import { bufferOf, createContext, engineWith, normalForm, run } from '../packets.ts'

describe('-j MARK', () => {
  it.each([
    ['-j MARK --or-mark 0x00004000', '-j MARK --set-xmark 0x4000/0x4000'],
    ['-j MARK --xor-mark 0x00004000', '-j MARK --set-xmark 0x4000/0x0'],
    ['-j MARK --and-mark 0xff', '-j MARK --set-xmark 0x0/0xffffff00'],
    ['-j MARK --set-mark 5', '-j MARK --set-xmark 0x5/0xffffffff'],
    ['-j MARK --set-mark 5/0x1', '-j MARK --set-xmark 0x5/0x5'],
    ['-j MARK', 'refused: found -j MARK, expected --set-xmark or the like after it'],
    [
      '-j MARK --set-mark 1 --or-mark 2',
      'refused: found --or-mark at --or-mark, expected one option of MARK',
    ],
  ])('%s prints as %s', (given, printed) => expect(normalForm(given)).toBe(printed))

  it.each([
    ['--or-mark 0x4000', 0x8000, 0xc000],
    ['--xor-mark 0x4000', 0xc000, 0x8000],
    ['--and-mark 0xff', 0xffff, 0xff],
    ['--set-xmark 0x80000000/0x80000000', 1, 0x80000001],
  ])('%s makes 0x%x 0x%x', (options, from, to) => {
    const buffer = bufferOf({ mark: from })
    const engine = engineWith(`-A FORWARD -j MARK ${options}`, 'mangle')
    expect(run(engine, 'mangle', 'forward', buffer, createContext()).kind).toBe('accept')
    expect(buffer.mark).toBe(to)
  })
})
