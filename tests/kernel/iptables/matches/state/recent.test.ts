import { describe, expect, it } from 'vitest'
import { bufferOf, createContext, engineWith, normalForm, run } from '../../packets.ts'

/** Says of each packet whether the rules dropped it. */
function play(
  rules: string,
  packets: readonly (readonly [source: string, atMs: number])[],
): boolean[] {
  const engine = engineWith(rules)
  return packets.map(
    ([source, nowMs]) =>
      run(engine, 'filter', 'forward', bufferOf({ source }), createContext({ nowMs })).kind ===
      'drop',
  )
}

const a = '203.0.113.1'
const b = '203.0.113.2'

describe('-m recent', () => {
  it.each([
    ['-m recent --set', '-m recent --set --name DEFAULT --mask 255.255.255.255 --rsource'],
    [
      '-m recent --name X --rcheck --seconds 180 --reap',
      '-m recent --rcheck --seconds 180 --reap --name X --mask 255.255.255.255 --rsource',
    ],
    [
      '-m recent --update --seconds 60 --hitcount 4 --name SSH',
      '-m recent --update --seconds 60 --hitcount 4 --name SSH --mask 255.255.255.255 --rsource',
    ],
    [
      '-m recent ! --rcheck --name X --rdest --mask 255.255.255.0',
      '-m recent ! --rcheck --name X --mask 255.255.255.0 --rdest',
    ],
    [
      '-m recent --remove --rttl --name X',
      '-m recent --remove --rttl --name X --mask 255.255.255.255 --rsource',
    ],
  ])('%s prints as %s', (given, printed) => expect(normalForm(given)).toBe(printed))

  it.each([
    ['-m recent', '--set, --rcheck, --update or --remove after it'],
    ['-m recent --set --rcheck', 'one action; --set is one'],
    ['-m recent --rcheck --reap', '--seconds beside it'],
    ['-m recent --set --seconds 5', '--rcheck or --update'],
    ['-m recent --rcheck --mask fd00::', 'a mask written as an IPv4 address'],
  ])('%s is refused: %s', (given, why) => expect(normalForm(given)).toContain(why))

  it('remembers an address for so many seconds, that second included', () => {
    const rules =
      '-A FORWARD -m recent --rcheck --seconds 10 --name x -j DROP\n-A FORWARD -m recent --set --name x'
    // The second packet is dropped before --set: the memory is not renewed.
    expect(
      play(rules, [
        [a, 0],
        [a, 9_000],
        [a, 10_000],
        [a, 10_001],
        [b, 10_001],
      ]),
    ).toEqual([false, true, true, false, false])
  })

  it('renews the memory with --update', () => {
    const rules =
      '-A FORWARD -m recent --update --seconds 10 --name x -j DROP\n-A FORWARD -m recent --set --name x'
    expect(
      play(rules, [
        [a, 0],
        [a, 9_000],
        [a, 18_000],
        [a, 29_000],
      ]),
    ).toEqual([false, true, true, false])
  })

  it('counts packets with --hitcount', () => {
    const rules =
      '-A FORWARD -m recent --set --name x\n-A FORWARD -m recent --rcheck --seconds 10 --hitcount 3 --name x -j DROP'
    expect(
      play(rules, [
        [a, 0],
        [a, 1],
        [a, 2],
        [a, 60_000],
        [b, 60_000],
      ]),
    ).toEqual([false, false, true, false, false])
  })

  it('forgets with --remove', () => {
    const rules =
      '-A FORWARD -m recent --remove --name x -j DROP\n-A FORWARD -m recent --set --name x'
    expect(
      play(rules, [
        [a, 0],
        [a, 1],
        [a, 2],
      ]),
    ).toEqual([false, true, false])
  })

  it('puts networks together with --mask', () => {
    const rules =
      '-A FORWARD -m recent --rcheck --name x -j DROP\n-A FORWARD -m recent --set --name x --mask 255.255.255.0'
    const masked = rules.replace('--name x -j', '--name x --mask 255.255.255.0 -j')
    expect(
      play(masked, [
        [a, 0],
        [b, 0],
      ]),
    ).toEqual([false, true])
  })

  it('counts every asking, and the tables passed, for the cost model', () => {
    const context = createContext()
    const engine = engineWith(
      '-A FORWARD -m recent --rcheck --name x\n-A FORWARD -m recent --set --name y',
    )
    run(engine, 'filter', 'forward', bufferOf(), context)
    expect(context.visits).toMatchObject({ recent: 2, recentTables: 1 + 2 })
  })
})
