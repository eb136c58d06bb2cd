import { describe, expect, it } from 'vitest'
import { UserError } from '../../src/base/user-error.ts'
import { IpSets } from '../../src/kernel/ipset/ip-sets.ts'
import { restoreSets } from '../../src/kernel/ipset/set-restore.ts'
import { IptablesEngine } from '../../src/kernel/iptables/engine/iptables-engine.ts'
import { NftablesEngine } from '../../src/kernel/nftables/engine/nftables-engine.ts'

describe.each(['constructor', 'toString', '__proto__'])('%s is no word of any table', (word) => {
  it.each([
    `-A INPUT -p tcp --dport ${word}`,
    `-A INPUT -p icmp --icmp-type ${word}`,
    `-A INPUT -j LOG --log-level ${word}`,
    `-A INPUT -m pkttype --pkt-type ${word}`,
    `-A INPUT -j REJECT --reject-with ${word}`,
    `${word} -A INPUT`,
  ])('iptables-restore: %s', (line) => {
    const engine = new IptablesEngine({ family: 'IPv4' })
    expect(() => engine.restore(`*filter\n${line}\nCOMMIT\n`)).toThrow(UserError)
  })

  it.each([
    `create b hash:ip ${word}`,
    `create b hash:ip family ${word}`,
    `create b ${word}`,
    `add a 10.0.0.1,${word}:0`,
    `add a 10.0.0.1,icmp:${word}`,
    `add a 10.0.0.1,tcp:${word}`,
    `${word} a`,
  ])('ipset restore: %s', (line) => {
    const text = `create a hash:ip,port\n${line}\n`
    expect(() => restoreSets(new IpSets(), text, 0)).toThrow(UserError)
  })

  it.each([`tcp dport ${word}`, `ip ${word} 1`, `${word} ip 1`, `meta mark & ${word} == 1`])(
    'nft: %s',
    (rule) => {
      const text = `table ip t {\nchain c { ${rule}; }\n}\n`
      expect(() => new NftablesEngine().apply(text)).toThrow(UserError)
    },
  )
})
