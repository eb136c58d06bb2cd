import { describe, expect, it } from 'vitest'
import { splitOptions } from '../../../../src/kernel/ipvs/text/ipvsadm-options.ts'
import { wordsOf } from '../../../../src/kernel/ipvs/text/text-error.ts'

const split = (line: string) => splitOptions(wordsOf(line), { file: 'dump', line: 1 })
const texts = (line: string) =>
  Object.fromEntries([...split(line).options].map(([name, { text }]) => [name, text]))

describe('options', () => {
  it.each([
    { line: '-A -t 1.1.1.1:1 -p 5', want: { '-A': '', '-t': '1.1.1.1:1', '-p': '5' } },
    { line: '-A -p -s rr', want: { '-A': '', '-p': '', '-s': 'rr' } },
    { line: '-a -w5 --real-server=2.2.2.2', want: { '-a': '', '-w': '5', '-r': '2.2.2.2' } },
    {
      line: '--add-service --tcp-service 1.1.1.1:1 --scheduler wrr',
      want: { '-A': '', '-t': '1.1.1.1:1', '-s': 'wrr' },
    },
  ])('$line', ({ line, want }) => expect(texts(line)).toEqual(want))

  it('keeps what belongs to none', () => {
    expect(split('--set 1 2 3').rest.map(({ text }) => text)).toEqual(['1', '2', '3'])
  })

  it.each([
    { line: '-A -q', message: 'unknown option "-q"', column: 4 },
    { line: '-A --best', message: 'unknown option "--best"', column: 4 },
    { line: '-A -t', message: '"-t" needs an argument', column: 4 },
    { line: '-A -s rr -s rr', message: 'multiple "-s" options', column: 10 },
    { line: '-Ax', message: '"-A" takes no argument', column: 1 },
  ])('$line: $message', ({ line, message, column }) => {
    expect(() => split(line)).toThrow(message)
    expect(() => split(line)).toThrow(
      expect.objectContaining({ at: { file: 'dump', line: 1, column } }),
    )
  })
})
