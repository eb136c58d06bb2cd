import { describe, expect, it } from 'vitest'
import { createSeededChance } from '../../src/base/seeded-chance.ts'
import { IptablesEngine } from '../../src/kernel/iptables/engine/iptables-engine.ts'
import type { NodeKernel } from '../../src/kernel/node-kernel.ts'
import { formatAddress, formatEndpoint } from '../../src/packet/address.ts'
import { protocolNumber } from '../../src/packet/protocol.ts'
import { type Exchange, runExchange } from '../../src/simulation/exchange.ts'
import { createSurroundings, type Sender } from '../../src/simulation/exchange-surroundings.ts'
import { end, testKernel } from '../kernel/packets.ts'

const around = createSurroundings('eth0', 'cni0')

const rules = `*filter
:INPUT ACCEPT
:FORWARD ACCEPT
:OUTPUT ACCEPT
-A FORWARD -d 10.96.0.9/32 -p tcp -j REJECT
-A OUTPUT -d 10.96.0.9/32 -p tcp -j REJECT
-A FORWARD -d 10.96.0.8/32 -j DROP
-A OUTPUT -d 10.96.0.8/32 -j DROP
COMMIT
*nat
:PREROUTING ACCEPT
:OUTPUT ACCEPT
:POSTROUTING ACCEPT
:SERVICES - [0:0]
-A PREROUTING -j SERVICES
-A OUTPUT -j SERVICES
-A SERVICES -d 10.96.0.1/32 -p tcp -j DNAT --to-destination 10.244.1.1:8080
-A SERVICES -d 10.96.0.1/32 -p udp -j DNAT --to-destination 10.244.1.1:5353
-A SERVICES -d 10.96.0.1/32 -p sctp -j DNAT --to-destination 10.244.1.1:8080
-A SERVICES -d 10.96.0.1/32 -p icmp -j DNAT --to-destination 10.244.1.1
-A POSTROUTING -s 10.244.1.1/32 -d 10.244.1.1/32 -j MASQUERADE
-A POSTROUTING -s 8.8.8.8/32 -d 10.244.1.1/32 -j MASQUERADE --random-fully
COMMIT
`

function kernelWithRules(): NodeKernel {
  const kernel = testKernel()
  const engine = new IptablesEngine({ family: 'IPv4' })
  kernel.register(engine)
  engine.restore(rules)
  return kernel
}

function ask(
  kernel: NodeKernel,
  from: Sender,
  protocol: keyof typeof protocolNumber,
  source: string,
  destination: string,
  more: { keepOpen?: boolean; traced?: boolean } = {},
): Exchange {
  const request = {
    from,
    protocol: protocolNumber[protocol],
    source: end(source),
    destination: end(destination),
    keepOpen: more.keepOpen ?? false,
  }
  const moment = { nowMs: 0, chance: createSeededChance(1) }
  return runExchange(kernel, around, request, moment, more.traced)
}

function show({ result }: Exchange): string {
  const { outcome, where, backend, seenSource, replyOk, icmp, tcpReset, selfReply, errno } = result
  return [
    outcome,
    where,
    backend && formatEndpoint(backend.address, backend.port),
    seenSource &&
      formatEndpoint(seenSource.address, seenSource.port) + (seenSource.drawn ? ' drawn' : ''),
    replyOk === false ? 'no answer' : undefined,
    icmp && `${icmp.type}/${icmp.code} from ${formatAddress(icmp.from)}`,
    tcpReset && 'RST',
    selfReply && 'itself',
    errno,
  ]
    .filter((part) => part !== undefined)
    .join(' ')
}

describe('an exchange through a node', () => {
  it.each([
    {
      name: 'a pod reaches a Service’s backend, and sees the answer come from the Service',
      asked: ['pod', 'tcp', '10.244.2.2:5000', '10.96.0.1:80'],
      want: 'reached pods 10.244.1.1:8080 10.244.2.2:5000',
    },
    {
      name: 'the node itself too',
      asked: ['node', 'udp', '192.168.0.10:5000', '10.96.0.1:53'],
      want: 'reached pods 10.244.1.1:5353 192.168.0.10:5000',
    },
    {
      name: 'SCTP is set up, heard and aborted',
      asked: ['pod', 'sctp', '10.244.2.2:5000', '10.96.0.1:80'],
      want: 'reached pods 10.244.1.1:8080 10.244.2.2:5000',
    },
    {
      name: 'a ping is answered by the backend',
      asked: ['pod', 'icmp', '10.244.2.2:7', '10.96.0.1:7'],
      want: 'reached pods 10.244.1.1:7 10.244.2.2:7',
    },
    {
      name: 'a ping of the node is answered by the node',
      asked: ['client', 'icmp', '8.8.8.8:7', '192.168.0.10:7'],
      want: 'reached node 192.168.0.10:7 8.8.8.8:7',
    },
    {
      name: 'masquerading to itself keeps the port',
      asked: ['pod', 'tcp', '10.244.1.1:5000', '10.96.0.1:80'],
      want: 'reached pods 10.244.1.1:8080 10.244.0.1:5000',
    },
    {
      name: 'an address nobody translates leaves the node',
      asked: ['pod', 'tcp', '10.244.2.2:5000', '10.96.0.7:80'],
      want: 'reached upstream 10.96.0.7:80 10.244.2.2:5000',
    },
    {
      name: 'a REJECT is heard, also by the node',
      asked: ['client', 'tcp', '8.8.8.8:5000', '10.96.0.9:80'],
      want: 'rejected 3/3 from 192.168.0.10',
    },
    {
      name: 'a REJECT on the way out is heard by the node',
      asked: ['node', 'tcp', '192.168.0.10:5000', '10.96.0.9:80'],
      want: 'rejected 3/3 from 192.168.0.10',
    },
    {
      name: 'a DROP is silence',
      asked: ['client', 'udp', '8.8.8.8:5000', '10.96.0.8:80'],
      want: 'dropped',
    },
    {
      name: 'a DROP on the way out is told to a UDP sender',
      asked: ['node', 'udp', '192.168.0.10:5000', '10.96.0.8:80'],
      want: 'dropped EPERM',
    },
    {
      name: 'a DROP on the way out is not told to a TCP sender, who tries again',
      asked: ['node', 'tcp', '192.168.0.10:5000', '10.96.0.8:80'],
      want: 'dropped',
    },
    {
      name: 'a closed port of the node resets',
      asked: ['client', 'tcp', '8.8.8.8:5000', '192.168.0.10:81'],
      want: 'rejected RST',
    },
    {
      name: 'a closed UDP port of the node answers the node too',
      asked: ['node', 'udp', '127.0.0.1:5000', '127.0.0.1:81'],
      want: 'rejected 3/3 from 127.0.0.1',
    },
    {
      name: 'no route is an error',
      asked: ['node', 'tcp', '192.168.0.10:5000', '198.51.100.1:80'],
      want: 'error EHOSTUNREACH',
    },
  ] as const)('$name', ({ asked: [from, protocol, source, destination], want }) => {
    expect(show(ask(kernelWithRules(), from, protocol, source, destination))).toBe(want)
  })

  it('says when the port was drawn by chance', () => {
    const exchange = ask(kernelWithRules(), 'client', 'tcp', '8.8.8.8:5000', '10.96.0.1:80')
    expect(show(exchange)).toMatch(/^reached pods 10\.244\.1\.1:8080 10\.244\.0\.1:\d+ drawn$/)
  })

  it('notices a backend that sees itself, and an answer that comes from a stranger', () => {
    const kernel = testKernel()
    const engine = new IptablesEngine({ family: 'IPv4' })
    kernel.register(engine)
    engine.restore(rules.replace('-A POSTROUTING -s 10.244.1.1/32', '-A POSTROUTING -s 9.9.9.9/32'))
    const exchange = ask(kernel, 'pod', 'tcp', '10.244.1.1:5000', '10.96.0.1:80')
    expect(show(exchange)).toBe('reached pods 10.244.1.1:8080 10.244.1.1:5000 itself')
  })

  it('tells every packet in order, and its steps if asked', () => {
    const exchange = ask(kernelWithRules(), 'pod', 'tcp', '10.244.2.2:5000', '10.96.0.1:80', {
      traced: true,
    })
    expect(exchange.legs.map(({ name, direction }) => `${direction} ${name}`)).toEqual([
      'request SYN',
      'reply SYN+ACK',
      'request ACK',
      'reply data',
      'request ACK',
      'request RST',
    ])
    const [syn] = exchange.legs
    expect(syn?.steps.some((step) => step.kind === 'nat' && step.fresh)).toBe(true)
    expect(syn?.visits.rules).toBeGreaterThan(0)
    expect(formatAddress(syn?.sent.destination ?? end('0.0.0.0:0').address)).toBe('10.96.0.1')
  })

  it('leaves a connection open if asked', () => {
    const kernel = kernelWithRules()
    ask(kernel, 'pod', 'tcp', '10.244.2.2:5000', '10.96.0.1:80', { keepOpen: true })
    expect(kernel.tracker.ipv4.expiresMs(0)).toBe(432_000_000)
  })
})
