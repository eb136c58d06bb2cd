import { describe, expect, it } from 'vitest'
import { bufferOf, createContext, engineWith, normalForm, run } from '../packets.ts'

describe('-j CONNMARK', () => {
  it.each([
    ['-j CONNMARK --set-mark 0x80/0x80', '-j CONNMARK --set-xmark 0x80/0x80'],
    ['-j CONNMARK --save-mark', '-j CONNMARK --save-mark --nfmask 0xffffffff --ctmask 0xffffffff'],
    [
      '-j CONNMARK --restore-mark --mask 0x80',
      '-j CONNMARK --restore-mark --nfmask 0x80 --ctmask 0x80',
    ],
    [
      '-j CONNMARK --restore-mark --nfmask 0x1 --ctmask 0x2',
      '-j CONNMARK --restore-mark --nfmask 0x1 --ctmask 0x2',
    ],
    ['-j CONNMARK --and-mark 0xf', '-j CONNMARK --set-xmark 0x0/0xfffffff0'],
  ])('%s prints as %s', (given, printed) => expect(normalForm(given)).toBe(printed))

  it.each([
    { options: '--set-xmark 0x80/0x80', want: { packet: 0x3, connection: 0x85 } },
    { options: '--save-mark --mask 0x2', want: { packet: 0x3, connection: 0x7 } },
    { options: '--restore-mark', want: { packet: 0x5, connection: 0x5 } },
    { options: '--restore-mark --nfmask 0x1 --ctmask 0x4', want: { packet: 0x6, connection: 0x5 } },
  ])('$options of marks 3 and 5', ({ options, want }) => {
    const buffer = bufferOf({ mark: 0x3 })
    const context = createContext({ connectionMark: 0x5 })
    run(engineWith(`-A FORWARD -j CONNMARK ${options}`), 'filter', 'forward', buffer, context)
    expect({ packet: buffer.mark, connection: context.connectionMark }).toEqual(want)
  })
})
