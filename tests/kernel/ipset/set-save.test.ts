import { describe, expect, it } from 'vitest'
import { IpSets } from '../../../src/kernel/ipset/ip-sets.ts'
import { restoreSets } from '../../../src/kernel/ipset/set-restore.ts'
import { printSets } from '../../../src/kernel/ipset/set-save.ts'

// The forms of `ipset save`, of an older kernel (no bucketsize) and of newer ones.
const dump = `create kube-router-svip-prt hash:ip,port family inet hashsize 1024 maxelem 65536 timeout 0 bucketsize 12 initval 0xc5567ea9
add kube-router-svip-prt 10.96.0.1,tcp:443 timeout 0
create old hash:net family inet6 hashsize 1024 maxelem 65536
add old fd00::/64
create C hash:net family inet hashsize 1024 maxelem 65536 timeout 300 counters comment bucketsize 12
add C 10.1.1.1 timeout 5 nomatch packets 3 bytes 4
add C 10.0.0.0/8 timeout 300 packets 0 bytes 0 comment "hello w"
create KUBE-NODE-PORT-TCP bitmap:port range 0-65535
add KUBE-NODE-PORT-TCP 30080
create L list:set size 8
add L C
create marked hash:ip family inet hashsize 1024 maxelem 65536 skbinfo
add marked 10.0.0.1 skbmark 0x1/0xffffffff
`

describe('the text of ipset save', () => {
  it('comes back byte for byte from what was read', () => {
    const sets = new IpSets()
    restoreSets(sets, dump, 0, { verbatim: true })
    expect(printSets(sets, 0)).toBe(dump)
  })

  it('counts timeouts down', () => {
    const sets = new IpSets()
    restoreSets(sets, 'create x hash:ip timeout 10\nadd x 10.0.0.1\n', 0)
    expect(printSets(sets, 3_500)).toContain('add x 10.0.0.1 timeout 7\n')
    expect(printSets(sets, 10_000)).not.toContain('add')
  })
})
