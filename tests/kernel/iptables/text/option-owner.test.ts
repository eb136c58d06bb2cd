import { describe, expect, it } from 'vitest'
import { IptablesEngine } from '../../../../src/kernel/iptables/engine/iptables-engine.ts'
import { printSave } from '../../../../src/kernel/iptables/text/save-writer.ts'

function saved(rule: string): string {
  const engine = new IptablesEngine({ family: 'IPv4', backend: 'legacy' })
  engine.restore(`*filter\n-A INPUT ${rule}\nCOMMIT\n`)
  const text = printSave(engine.tables(), { backend: 'legacy', counters: false })
  return /^-A INPUT (.*)$/m.exec(text)?.[1] ?? ''
}

// As iptables-legacy 1.8.9 saves them.
describe('an option goes to the match or target that has it', () => {
  it.each([
    [
      '-j NFQUEUE -p dccp -m recent --rcheck --name q',
      '-p dccp -m recent --rcheck --name q --mask 255.255.255.255 --rsource -j NFQUEUE --queue-num 0',
    ],
    ['-m realm -j ACCEPT --realm 5', '-m realm --realm 0x5 -j ACCEPT'],
    [
      '-j TEE --gateway 10.0.0.9 -m helper --helper ftp',
      '-m helper --helper ftp -j TEE --gateway 10.0.0.9',
    ],
  ])('%s', (rule, listed) => {
    expect(saved(rule)).toBe(listed)
  })
})
