import { describe, expect, it } from 'vitest'
import { readDump } from '../../../../src/kernel/iptables/dump/dump-reader.ts'
import { printDump } from '../../../../src/kernel/iptables/dump/dump-writer.ts'
import { listing, save, specification } from './examples.ts'

const respelled = `
*filter
:INPUT   ACCEPT
:x - [0:0]
# a remark
-A x -j ACCEPT -p tcp  -m tcp --dport 80
[1:2]  -A INPUT -s 10.0.0.1,10.0.0.2 -j x
-A INPUT -m state --state NEW -m comment --comment "quoted-for-nothing"
COMMIT`

describe('printing a dump', () => {
  it.each([
    ['iptables-save', save],
    ['iptables-save -c', save.replace(/^-A/gm, '[3:180] -A')],
    ['iptables -S', specification],
    ['bare rules', '-A PREROUTING -j KUBE-SERVICES\n[1:2] -A POSTROUTING -j MASQUERADE\n'],
    ['another spelling, without a newline at the end', respelled],
    ['Windows line ends', save.replace(/\n/g, '\r\n')],
  ])('gives back %s, byte for byte', (_name, text) => {
    expect(printDump(readDump(text, 'f'))).toBe(text)
  })

  it('needs the text itself only where the spelling is another', () => {
    const sourced = (text: string) =>
      readDump(text, 'f').lines.filter(
        (line) => line.kind !== 'verbatim' && line.source !== undefined,
      ).length
    expect(sourced(save)).toBe(0)
    expect(sourced(specification)).toBe(0)
    expect(sourced(respelled)).toBe(2)
  })

  it('gives a listing as iptables-save would have printed it, with counters', () => {
    const text = printDump(readDump(listing, 'f'))
    expect(text).toContain('[1000:2000000] -A KUBE-SERVICES -d 10.96.0.10/32 -p tcp -m comment')
    expect(text.match(/^:.*/gm)).toEqual(save.match(/^:.*/gm))
  })
})
