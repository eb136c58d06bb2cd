import { expect, it } from 'vitest'
import { parseAddress } from '../../../../src/packet/address.ts'
import { reachesNode } from '../../../../src/simulation/recordings/ipvs-mode/client-link.ts'
import { testKernel } from '../../../kernel/packets.ts'

const interfaces = { eth0: ['192.168.0.10/24', '172.20.5.6/16'] }

it.each([
  { name: 'the node', to: '192.168.0.10', ignore: '1', reaches: true },
  { name: 'an address beyond the link', to: '10.96.0.1', ignore: '1', reaches: true },
  { name: 'nobody on the link', to: '192.168.0.77', ignore: '0', reaches: false },
  { name: 'a virtual address on the link', to: '192.168.0.99', ignore: '0', reaches: true },
  { name: 'the same with strictARP', to: '192.168.0.99', ignore: '1', reaches: false },
])('a client finds $name: $reaches', ({ to, ignore, reaches }) => {
  const kernel = testKernel({ 'net.ipv4.conf.all.arp_ignore': ignore })
  const address = parseAddress('192.168.0.99')
  kernel.routing.setInterface({ name: 'kube-ipvs0', addresses: [{ address, length: 32 }] })
  expect(reachesNode({ interfaces }, kernel)(parseAddress(to))).toBe(reaches)
})
