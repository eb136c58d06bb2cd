import { describe, expect, it } from 'vitest'
import { bufferOf, engineWith, normalForm, run } from '../packets.ts'

describe('-j LOG and -j NFLOG', () => {
  it.each([
    ['-j LOG', '-j LOG'],
    [
      '-j LOG --log-level info --log-uid --log-prefix "x y: "',
      '-j LOG --log-prefix "x y: " --log-level 6 --log-uid',
    ],
    ['-j LOG --log-level warning', '-j LOG'],
    [
      '-j NFLOG --nflog-threshold 20 --nflog-group 86',
      '-j NFLOG --nflog-group 86 --nflog-threshold 20',
    ],
    ['-j NFLOG --nflog-group 0', '-j NFLOG'],
    [`-j LOG --log-prefix ${'x'.repeat(29)}yz`, `-j LOG --log-prefix ${'x'.repeat(29)}`],
  ])('%s prints as %s', (given, printed) => expect(normalForm(given)).toBe(printed))

  it.each([
    ['-j LOG --log-level 9', '0 to 7'],
    [`-j NFLOG --nflog-prefix ${'x'.repeat(64)}`, 'at most 63 characters'],
  ])('%s is refused: %s', (given, why) => expect(normalForm(given)).toContain(why))

  it.each(['LOG', 'NFLOG'])('%s lets the packet go on', (target) => {
    const engine = engineWith(`-A FORWARD -j ${target}\n-A FORWARD -j DROP`)
    expect(run(engine, 'filter', 'forward', bufferOf()).kind).toBe('drop')
  })
})
