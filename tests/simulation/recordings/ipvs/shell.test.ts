import { describe, expect, it } from 'vitest'
import { Laboratory } from '../../../../src/simulation/recordings/ipvs/laboratory.ts'
import { anyLine, Shell } from '../../../../src/simulation/recordings/ipvs/shell.ts'
import { plainOptions, webKey } from '../../../kernel/ipvs/some-servers.ts'

const shell = () => {
  const laboratory = new Laboratory({})
  laboratory.engine.virtualServers.add(webKey, plainOptions)
  return new Shell(laboratory)
}

describe('the shell', () => {
  it.each([
    { command: 'ipvsadm -Sn', lines: ['-A -t 10.96.0.10:80 -s rr'] },
    { command: 'ipvsadm -Ln | grep TCP', lines: ['TCP  10.96.0.10:80 rr'] },
    { command: 'ipvsadm -l --timeout', lines: ['Timeout (tcp tcpfin udp): 900 120 300'] },
    {
      command: 'ipvsadm --set 0 50 0; ipvsadm -l --timeout',
      lines: ['Timeout (tcp tcpfin udp): 900 50 300'],
    },
    {
      command: 'sysctl -w net.ipv4.vs.conntrack=0 || echo 1 >/proc/sys/net/ipv4/vs/conntrack',
      lines: ['net.ipv4.vs.conntrack = 0'],
    },
    {
      command: 'echo 1 > /proc/sys/net/ipv4/vs/expire_nodest_conn && ipvsadm -Sn',
      lines: ['-A -t 10.96.0.10:80 -s rr'],
    },
    { command: 'ipvsadm -Ln --stats', lines: [anyLine, anyLine, anyLine, anyLine] },
  ])('$command', ({ command, lines }) => {
    expect(shell().run(command)).toEqual({ status: 0, lines, understood: true })
  })

  it('shows columns and connections', () => {
    for (const options of ['-Lnc', '-Ln --nosort', '-Ln --persistent-conn', '-L -n --thresholds'])
      expect(shell().run(`ipvsadm ${options}`).lines.length).toBeGreaterThan(1)
  })

  it('grep without a hit fails', () => {
    expect(shell().run('ipvsadm -Sn | grep nothing').status).toBe(1)
  })

  it.each([
    'reboot',
    'ipvsadm -L',
    'ipvsadm -Ln --rate --exact',
    'ipvsadm -Sn | sort',
    'sysctl -w net.ipv4.vs.drop_entry=1',
    'sysctl -w kernel.panic=1',
  ])('%s is not understood', (command) => expect(shell().run(command).understood).toBe(false))
})
