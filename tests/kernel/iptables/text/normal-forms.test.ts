import { describe, expect, it } from 'vitest'
import { printOptions } from '../../../../src/kernel/iptables/text/normal-forms.ts'

/** `! --name value value` … */
function options(text: string) {
  return text.split(/(?<!!) (?=! --|--)/).map((one) => {
    const [name = '', ...values] = one.replace(/^! /, '').split(' ')
    return { negated: one.startsWith('!'), name, values }
  })
}

// As iptables-save 1.8.9 writes them.
describe('options of what is not modelled', () => {
  it.each([
    ['CLASSIFY', '--set-class 1:20', '--set-class 0001:0020'],
    ['DSCP', '--set-dscp-class EF', '--set-dscp 0x2e'],
    ['NFQUEUE', '--queue-bypass', '--queue-num 0 --queue-bypass'],
    ['TCPOPTSTRIP', '--strip-options timestamp,5', '--strip-options 5,8'],
    ['TOS', '--set-tos Maximize-Throughput', '--set-tos 0x08/0x3f'],
    ['TOS', '--and-tos 5', '--set-tos 0x00/0xfa'],
    [
      'cluster',
      '--cluster-total-nodes 2 --cluster-local-node 1 --cluster-hash-seed 5',
      '--cluster-local-nodemask 0x00000001 --cluster-total-nodes 2 --cluster-hash-seed 0x00000005',
    ],
    [
      'connbytes',
      '! --connbytes 1000: --connbytes-dir both --connbytes-mode bytes',
      '! --connbytes 1000 --connbytes-mode bytes --connbytes-dir both',
    ],
    [
      'connlimit',
      '--connlimit-above 5',
      '--connlimit-above 5 --connlimit-mask 32 --connlimit-saddr',
    ],
    ['devgroup', '! --src-group 1/2', '! --src-group 0x1/0x2'],
    ['dscp', '! --dscp-class af11', '! --dscp 0x0a'],
    [
      'hashlimit',
      '--hashlimit-upto 10/minute --hashlimit-name h2 --hashlimit-mode srcip',
      '--hashlimit-upto 10/min --hashlimit-burst 5 --hashlimit-mode srcip --hashlimit-name h2',
    ],
    [
      'hashlimit',
      '--hashlimit-upto 100kb/s --hashlimit-name h2 --hashlimit-mode srcip',
      '--hashlimit-upto 100kb/s --hashlimit-mode srcip --hashlimit-name h2',
    ],
    ['string', '--string abc --algo bm', '--string "abc" --algo bm'],
    [
      'time',
      '! --weekdays Sat,Sun',
      '--weekdays Mon,Tue,Wed,Thu,Fri --datestop 2038-01-19T03:14:07',
    ],
    [
      'time',
      '--timestart 1:2',
      '--timestart 01:02:00 --timestop 23:59:59 --datestop 2038-01-19T03:14:07',
    ],
    ['tos', '--tos Minimize-Delay', '--tos 0x10/0x3f'],
    ['u32', '--u32 "0>>22&0x3C@4=0x29"', '--u32 "0x0>>0x16&0x3c@0x4=0x29"'],
    ['unheard-of', '--some thing --other', '--some thing --other'],
  ])('%s %s', (name, written, normal) => {
    expect(printOptions(name, options(written), 'IPv4')).toBe(` ${normal}`)
  })

  it('a search for bytes shows each of them', () => {
    const written = [{ negated: false, name: '--hex-string', values: ['"|0a 0b|x"'] }]
    expect(printOptions('string', written, 'IPv4')).toBe(' --hex-string "|0a0b78|"')
  })

  it('a whole address is longer in IPv6', () => {
    expect(printOptions('connlimit', options('--connlimit-upto 5 --connlimit-daddr'), 'IPv6')).toBe(
      ' --connlimit-upto 5 --connlimit-mask 128 --connlimit-daddr',
    )
  })
})
