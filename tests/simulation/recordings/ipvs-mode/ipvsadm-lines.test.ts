import { expect, it } from 'vitest'
import { ipvsadmLines } from '../../../../src/simulation/recordings/ipvs-mode/ipvsadm-lines.ts'

it.each([
  { call: 'AddVirtualServer 10.96.0.1:80/TCP rr', line: '-A -t 10.96.0.1:80 -s rr' },
  {
    call: 'UpdateVirtualServer [fd00::1]:53/UDP mh flags=0x11 timeout=60',
    line: '-E -u [fd00::1]:53 -s mh -p 60 -b flag-2',
  },
  { call: 'DeleteVirtualServer 10.96.0.1:80/SCTP', line: '-D --sctp-service 10.96.0.1:80' },
  {
    call: 'AddRealServer 10.96.0.1:80/TCP 10.0.0.1:8080 weight=1',
    line: '-a -t 10.96.0.1:80 -r 10.0.0.1:8080 -m -w 1',
  },
  {
    call: 'UpdateRealServer 10.96.0.1:80/TCP 10.0.0.1:8080 weight=0',
    line: '-e -t 10.96.0.1:80 -r 10.0.0.1:8080 -m -w 0',
  },
  {
    call: 'DeleteRealServer 10.96.0.1:80/TCP 10.0.0.1:8080',
    line: '-d -t 10.96.0.1:80 -r 10.0.0.1:8080',
  },
])('writes $call as ipvsadm reads it', ({ call, line }) => {
  expect(ipvsadmLines([call])).toBe(`${line}\n`)
})
