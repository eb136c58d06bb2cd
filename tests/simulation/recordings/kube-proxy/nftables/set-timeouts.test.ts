import { expect, it } from 'vitest'
import { withoutSetTimeouts } from '../../../../../src/simulation/recordings/kube-proxy/nftables/set-timeouts.ts'

it('leaves out the timeouts of sets, and nothing else', () => {
  const set = 'add set ip kube-proxy affinity-x { type ipv4_addr ; flags dynamic,timeout ;'
  const rule = 'add rule ip kube-proxy x drop comment "timeout 7s ;"'
  expect(withoutSetTimeouts(`${set} timeout 10800s ; }\n${rule}\n`)).toBe(`${set} }\n${rule}\n`)
})
