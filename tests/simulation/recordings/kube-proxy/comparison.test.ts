import { describe, expect, it } from 'vitest'
import { compareAnswers } from '../../../../src/simulation/recordings/kube-proxy/comparison.ts'

const answer = (step: object, rest: object = {}) => ({
  sysctls: { a: 1 },
  steps: [{ sync: 'full', log: ['x'], ...step }],
  ...rest,
})
const save = (chains: string) => ({ iptables: { save: `*nat\n${chains}COMMIT\n` } })

describe('compareAnswers', () => {
  it('counts what it compares', () => {
    expect(compareAnswers(answer({}), answer({ log: ['y'], info: 1 }))).toEqual({
      facts: 3,
      differences: [],
    })
  })

  it.each([
    {
      name: 'a value',
      recorded: answer({}),
      ours: answer({ sync: 'none' }),
      want: { where: 'step 0, sync', expected: '"full"', actual: '"none"' },
    },
    {
      name: 'the line of a text',
      recorded: answer({ iptables: { restore: 'a\nb\nc' } }),
      ours: answer({ iptables: { restore: 'a\nx\nc' } }),
      want: { where: 'step 0, iptables.restore, line 2', expected: 'b', actual: 'x' },
    },
    {
      name: 'a text that ends too early',
      recorded: answer({ iptables: { restore: 'a\nb' } }),
      ours: answer({ iptables: { restore: 'a' } }),
      want: { where: 'step 0, iptables.restore, line 2', expected: 'b', actual: '(end)' },
    },
    {
      name: 'an item that is missing',
      recorded: answer({ conntrack: { deleted: [{ proto: 'udp' }] } }),
      ours: answer({ conntrack: { deleted: [] } }),
      want: {
        where: 'step 0, conntrack.deleted[0]',
        expected: '{"proto":"udp"}',
        actual: '(nothing)',
      },
    },
    {
      name: 'what was not recorded',
      recorded: answer({}),
      ours: answer({ error: 'no' }),
      want: { where: 'step 0, error', expected: '(nothing)', actual: '"no"' },
    },
    {
      name: 'a sysctl',
      recorded: answer({}),
      ours: answer({}, { sysctls: {} }),
      want: { where: 'sysctls.a', expected: '1', actual: '(nothing)' },
    },
    {
      name: 'a rule of a saved chain',
      recorded: answer(save(':A - [0:0]\n-A A -j ACCEPT\n')),
      ours: answer(save(':A - [0:0]\n-A A -j DROP\n')),
      want: {
        where: 'step 0, iptables.save.nat.A[0]',
        expected: '"-A A -j ACCEPT"',
        actual: '"-A A -j DROP"',
      },
    },
  ])('shows where $name differs', ({ recorded, ours, want }) => {
    expect(compareAnswers(recorded, ours).differences).toEqual([want])
  })

  it('takes saved tables as data', () => {
    const one = answer(save(':A - [0:0]\n:B - [0:0]\n'))
    const other = answer(save(':B - [0:0]\n:A - [0:0]\n'))
    expect(compareAnswers(one, other).differences).toEqual([])
  })
})
