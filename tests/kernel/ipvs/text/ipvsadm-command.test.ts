import { describe, expect, it } from 'vitest'
import { parseCommand } from '../../../../src/kernel/ipvs/text/ipvsadm-command.ts'
import { wordsOf } from '../../../../src/kernel/ipvs/text/text-error.ts'
import { serverAt, webKey } from '../some-servers.ts'

const parse = (line: string) => parseCommand(wordsOf(line), { file: 'dump', line: 1 })

describe('commands', () => {
  it('add, edit and delete virtual servers', () => {
    expect(parse('-A -t 10.96.0.10:80')).toMatchObject({
      kind: 'add-service',
      key: webKey,
      options: { scheduler: 'wlc', netmask: 0xffffffff },
    })
    expect(parse('-E -t 10.96.0.10:80 -s rr -p')).toMatchObject({
      kind: 'edit-service',
      options: { persistentSeconds: 360 },
    })
    expect(parse('-D -f 7 -6')).toEqual({
      kind: 'delete-service',
      key: { kind: 'mark', mark: 7, family: 'IPv6' },
    })
  })

  it('add, edit and delete servers', () => {
    expect(parse('-a -t 10.96.0.10:80 -r 10.244.1.1:8080 -m -x 5 -y 2')).toEqual({
      kind: 'add-server',
      key: webKey,
      server: { ...serverAt('10.244.1.1'), upperThreshold: 5, lowerThreshold: 2 },
    })
    expect(parse('-e -t 10.96.0.10:80 -r 10.244.1.1:8080 -g -w 3')).toMatchObject({
      server: { forwarding: 'route', port: 80, weight: 3 },
    })
    expect(parse('-d -t 10.96.0.10:80 -r 10.244.1.1')).toMatchObject({
      kind: 'delete-server',
      server: { port: 80 },
    })
  })

  it('clear, and set timeouts', () => {
    expect(parse('-C')).toEqual({ kind: 'clear' })
    expect(parse('--set 900 120 300')).toEqual({
      kind: 'set-timeouts',
      timeouts: { tcp: 900, tcpFin: 120, udp: 300 },
    })
  })

  it.each([
    ['-L -n', 'unknown option "-L"'],
    ['-s rr', 'no command that changes virtual servers'],
    ['-A -s rr', '"-A" names 0 virtual servers'],
    ['-A -t 1.1.1.1:1 -u 1.1.1.1:1', '"-A" names 2 virtual servers'],
    ['-A -t 1.1.1.1:1 -w 1', 'illegal option "-w" with "-A"'],
    ['-A -t 1.1.1.1:1 extra', 'unexpected argument "extra"'],
    ['-A -t 1.1.1.1:1 --pe sip', 'persistence engine "sip" is not emulated'],
    ['-A -t 1.1.1.1:1 -p 0', 'illegal timeout "0" (expected 1 to 2678400)'],
    ['-A -f 0', 'illegal fwmark "0"'],
    ['-a -t 1.1.1.1:1', '"-a" needs a real server (-r)'],
    ['-a -t 1.1.1.1:1 -r 2.2.2.2:2 -w 65536', 'illegal weight "65536"'],
    ['-a -t 1.1.1.1:1 -r 2.2.2.2:2 -i --tun-type best', 'illegal tunnel type "best"'],
    ['--set 1 2', '--set needs 3 timeout values (tcp tcpfin udp), here are 2'],
    ['--set 1 2 2678401', 'illegal timeout "2678401" (expected 0 to 2678400)'],
  ])('%s: %s', (line, message) => expect(() => parse(line)).toThrow(message))
})
