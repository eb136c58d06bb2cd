import { describe, expect, it } from 'vitest'
import { listedRule, refusedRule } from '../../one-rule.ts'

describe('limits, quotas and logs', () => {
  it.each([
    ['limit rate 10/second', 'limit rate 10/second'],
    ['limit rate over 1/minute burst 3 packets', 'limit rate over 1/minute burst 3 packets'],
    ['limit rate 1024 kbytes/second', 'limit rate 1 mbytes/second'],
    ['limit rate 1 mbytes/second burst 2048 bytes', 'limit rate 1 mbytes/second burst 2 kbytes'],
    ['quota 10 mbytes', 'quota 10 mbytes'],
    ['quota over 2048 bytes used 1024 bytes', 'quota over 2 kbytes used 1 kbytes'],
    ['log', 'log'],
    ['log level warn', 'log'],
    ['log level debug prefix "x "', 'log prefix "x " level debug'],
    ['log group 2 snaplen 64 queue-threshold 4', 'log group 2 snaplen 64 queue-threshold 4'],
    ['log flags tcp sequence,options flags ip options', 'as it is'],
  ])('%s is listed as %s', (text, listed) => {
    expect(listedRule(text)).toBe(listed === 'as it is' ? text : listed)
  })

  it.each([
    ['log level loud', '11: invalid log level'],
    ['log level info group 1', '1: level and group are mutually exclusive'],
    ['limit rate 0/second', '1: Could not process rule: Invalid argument'],
  ])('%s is refused at column %s', (text, refusal) => {
    expect(refusedRule(text)).toBe(refusal)
  })
})
