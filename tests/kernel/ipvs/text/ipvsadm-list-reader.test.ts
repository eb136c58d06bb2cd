import { describe, expect, it } from 'vitest'
import { IpvsEngine } from '../../../../src/kernel/ipvs/engine.ts'
import { formatList } from '../../../../src/kernel/ipvs/text/ipvsadm-list.ts'
import { loadList, looksLikeList } from '../../../../src/kernel/ipvs/text/ipvsadm-list-reader.ts'
import { formatSave } from '../../../../src/kernel/ipvs/text/ipvsadm-save.ts'

const list = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
TCP  10.96.0.1:443 sh (sh-fallback,sh-port) persistent 10800 mask 255.255.255.0
  -> 10.244.1.9:6443              Masq    1      0          0         
  -> 10.244.1.10:6443             Masq    100    0          0         
TCP  [fd00::1]:443 rr persistent 300 mask 64
  -> [fd00::9]:6443               Masq    1      0          0         
UDP  10.96.0.10:53 rr ops
FWM  7 IPv6 wlc
FWM  9 wlc
  -> 10.244.1.9:0                 Route   1      0          0         `

const read = (text: string) => {
  const engine = new IpvsEngine()
  loadList(engine, text, 'f')
  return engine
}

describe('what ipvsadm -Ln printed', () => {
  it('is read and printed as it was', () => {
    expect(formatList(read(list).virtualServers).sort()).toEqual(list.split('\n').sort())
  })

  it('is read without its header, and with other blanks', () => {
    const bare = list
      .split('\n')
      .slice(3)
      .map((line) => line.trimEnd())
    expect(formatList(read(bare.join('\r\n')).virtualServers)).toEqual(
      formatList(read(list).virtualServers),
    )
  })

  it('keeps the order of the servers', () => {
    const [first] = read(list)
      .virtualServers.list()
      .filter(({ servers }) => servers.length === 2)
    expect(first?.servers.map(({ weight }) => weight)).toEqual([1, 100])
  })

  it('is read from /proc/net/ip_vs too', () => {
    const proc = `TCP  0A600001:01BB rr persistent 75000 FFFFFF00
  -> 0AF40109:192B      Masq    1      0          0         
TCP  [fd00:0000:0000:0000:0000:0000:0000:0001]:01BB rr 
  -> [fd00:0000:0000:0000:0000:0000:0000:0009]:192B      Masq    1      0          0         
FWM  10001000 wlc `
    expect(formatSave(read(proc).virtualServers)).toEqual([
      '-A -t 10.96.0.1:443 -s rr -p 300 -M 255.255.255.0',
      '-a -t 10.96.0.1:443 -r 10.244.1.9:6443 -m -w 1',
      '-A -t [fd00::1]:443 -s rr',
      '-a -t [fd00::1]:443 -r [fd00::9]:6443 -m -w 1',
      '-A -f 268439552 -s wlc',
    ])
  })

  it.each([
    { line: '  -> 10.0.0.1:1 Masq 1 0 0', message: 'without a virtual server', at: [1, 3] },
    { line: 'TCP  10.96.0.1:443 best', message: 'unknown scheduler', at: [1, 20] },
    { line: 'TCP  10.96.0.1:443', message: 'the scheduler is missing', at: [1, 1] },
    { line: 'TCP  10.96.0.1:443 rr fast', message: '"fast" is no flag', at: [1, 23] },
    { line: 'hello', message: 'no line of ipvsadm -Ln', at: [1, 1] },
    { line: 'UDP  10.96.0.1:53 rr\n  -> 10.0.0.1:1 Masq', message: 'not whole', at: [2, 3] },
    {
      line: 'UDP  10.96.0.1:53 rr\n  -> 10.0.0.1:1 Best 1 0 0',
      message: 'unknown forwarding method "Best"',
      at: [2, 17],
    },
    {
      line: 'UDP  10.96.0.1:53 rr\n  -> 10.0.0.1:1 Masq 65536 0 0',
      message: 'illegal weight',
      at: [2, 22],
    },
    {
      line: 'UDP  10.96.0.1:53 rr\nUDP  10.96.0.1:53 rr',
      message: 'Service already exists',
      at: [2, 1],
    },
  ])('$line: $message', ({ line, message, at }) => {
    const engine = new IpvsEngine()
    const work = () => loadList(engine, line, 'f')
    expect(work).toThrow(message)
    expect(work).toThrow(expect.objectContaining({ at: { file: 'f', line: at[0], column: at[1] } }))
    expect(engine.virtualServers.list()).toEqual([])
  })
})

it('knows a list by its looks', () => {
  expect([list, 'TCP  0A600001:01BB rr', 'FWM  9 wlc'].map(looksLikeList)).toEqual([
    true,
    true,
    true,
  ])
  expect(['-A -t 10.96.0.1:443 -s rr', '*nat', ''].map(looksLikeList)).toEqual([
    false,
    false,
    false,
  ])
})
