import { expect, it } from 'vitest'
import { IpvsEngine } from '../../../../src/kernel/ipvs/engine.ts'
import { restoreCommands } from '../../../../src/kernel/ipvs/text/ipvsadm-restore.ts'
import { formatSave } from '../../../../src/kernel/ipvs/text/ipvsadm-save.ts'

const saved = `-A -t 10.96.0.1:443 -s rr -p 10800 -M 255.255.255.0
-a -t 10.96.0.1:443 -r 192.168.0.10:6443 -m -w 1
-A -u 10.96.0.1:53 -s wlc -o
-a -u 10.96.0.1:53 -r 10.244.1.1:53 -g -w 1
-a -u 10.96.0.1:53 -r 10.244.1.2:53 -i -w 1 --tun-type gue --tun-port 6080 --tun-nocsum
-A -t [fd00::1]:443 -s mh -p 10800 -M 64 -b mh-fallback,mh-port
-a -t [fd00::1]:443 -r [fd00::2]:6443 -m -w 0
-A -f 7 -s dh
-a -f 7 -r 10.244.1.1:0 -i -w 65535 --tun-type ipip
`

it('prints what it read', () => {
  const engine = new IpvsEngine()
  restoreCommands(engine, saved, 'saved')
  expect(`${formatSave(engine.virtualServers).join('\n')}\n`).toBe(saved)
})
