import { describe, expect, it } from 'vitest'
import { IpvsEngine } from '../../../../src/kernel/ipvs/engine.ts'
import { restoreCommands } from '../../../../src/kernel/ipvs/text/ipvsadm-restore.ts'
import { formatSave } from '../../../../src/kernel/ipvs/text/ipvsadm-save.ts'

const service = '-A -t 10.96.0.1:443 -s rr'
const lines = (...more: string[]) => [service, ...more].join('\n')

describe('ipvsadm -R', () => {
  it('takes comments, blank lines, and the program’s name', () => {
    const engine = new IpvsEngine()
    restoreCommands(
      engine,
      `# rules\n\n  ipvsadm ${service}\r\n-a -t 10.96.0.1:443 -r 10.0.0.1:1 -m # one\n--set 1 2 3`,
      'f',
    )
    expect(formatSave(engine.virtualServers)).toHaveLength(2)
    expect(engine.timeouts.settings).toEqual({ tcp: 1, tcpFin: 2, udp: 3 })
  })

  it.each([
    {
      name: 'twice the same virtual server',
      text: lines(service),
      at: [2, 1],
      message: 'Service already exists',
    },
    {
      name: 'a server of another family',
      text: lines('-a -t 10.96.0.1:443 -r [fd00::1]:1 -m'),
      at: [2, 1],
      message: 'Different address family',
    },
    {
      name: 'an unknown scheduler',
      text: lines('-A -t 10.96.0.2:443 -s best'),
      at: [2, 21],
      message: 'unknown scheduler "best"',
    },
    {
      name: 'a weight out of range',
      text: lines('--set 5 5 5', '-a -t 10.96.0.1:443 -r 10.0.0.1:1 -m -w 65536'),
      at: [3, 38],
      message: 'illegal weight',
    },
    { name: 'what is no command', text: lines('hello'), at: [2, 1], message: 'no command' },
  ])('$name is refused, and nothing changed', ({ text, at, message }) => {
    const engine = new IpvsEngine()
    const before = engine.timeouts.settings
    const work = () => restoreCommands(engine, text, 'f')
    expect(work).toThrow(message)
    expect(work).toThrow(expect.objectContaining({ at: { file: 'f', line: at[0], column: at[1] } }))
    expect(engine.virtualServers.list()).toEqual([])
    expect(engine.timeouts.settings).toEqual(before)
  })
})
