import { expect, it } from 'vitest'
import { formatList, formatTimeouts } from '../../../../src/kernel/ipvs/text/ipvsadm-list.ts'
import { connect, engineWith, serverAt, webKey } from '../some-servers.ts'

it('prints virtual servers with their servers, sorted or as the kernel has them', () => {
  const engine = engineWith(1, {
    scheduler: 'sh',
    schedulerFlags: 0x10,
    persistentSeconds: 100,
    netmask: 0xffff0000,
  })
  engine.virtualServers.addServer(webKey, {
    ...serverAt('10.244.1.10', 100),
    upperThreshold: 5,
    lowerThreshold: 2,
  })
  connect(engine, 1)
  expect(formatList(engine.virtualServers)).toEqual([
    'IP Virtual Server version 1.2.1 (size=4096)',
    'Prot LocalAddress:Port Scheduler Flags',
    '  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn',
    'TCP  10.96.0.10:80 sh (sh-port) persistent 100 mask 255.255.0.0',
    '  -> 10.244.1.1:8080              Masq    1      0          0         ',
    '  -> 10.244.1.10:8080             Masq    100    1          0         ',
  ])
  const plain = formatList(engine.virtualServers, { columns: 'plain', sorted: false })
  expect(plain[4]).toContain('10.244.1.10')
})

it.each([
  {
    columns: 'persistent',
    title: 'Weight    PersistConn ActiveConn InActConn ',
    line: '  -> 10.244.1.1:8080              1         1           1          0         ',
  },
  {
    columns: 'thresholds',
    title: 'Uthreshold Lthreshold ActiveConn InActConn ',
    line: '  -> 10.244.1.1:8080              0          0          1          0         ',
  },
] as const)('with the columns of --$columns', ({ columns, title, line }) => {
  const engine = engineWith(1, { persistentSeconds: 100 })
  connect(engine, 1)
  const lines = formatList(engine.virtualServers, { columns, sorted: true })
  expect(lines[1]).toBe(`Prot LocalAddress:Port            ${title}`)
  expect(lines.at(-1)).toBe(line)
})

it('prints timeouts', () => {
  expect(formatTimeouts(engineWith(0).timeouts.settings)).toBe(
    'Timeout (tcp tcpfin udp): 900 120 300',
  )
})
