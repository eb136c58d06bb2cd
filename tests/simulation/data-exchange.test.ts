import { describe, expect, it } from 'vitest'
import { createSeededChance } from '../../src/base/seeded-chance.ts'
import { exchangeData } from '../../src/simulation/data-exchange.ts'
import { runExchange } from '../../src/simulation/exchange.ts'
import { createSurroundings, type Sender } from '../../src/simulation/exchange-surroundings.ts'
import { director, web } from '../kernel/ipvs/hooks/director.ts'
import { end } from '../kernel/packets.ts'

const around = createSurroundings('eth0', 'cni0')
const moment = { nowMs: 0, chance: createSeededChance(1) }

/** A node with an open connection from somewhere to 10.96.0.10:80. */
function connected(from: Sender, source: string) {
  const node = director(web)
  const ends = { source: end(source), destination: end('10.96.0.10:80') }
  const request = { from, protocol: 6, ...ends, keepOpen: true }
  const { result } = runExchange(node.kernel, around, request, moment)
  const { where, backend, seenSource } = result
  if (where === undefined || backend === undefined || seenSource === undefined)
    throw new Error(`not connected: ${result.outcome}`)
  const send = () =>
    exchangeData(node.kernel, around, { from, ...ends, where, backend, seenSource }, moment)
  return { ...node, send }
}

describe('more data on an open connection', () => {
  it.each([
    { from: 'client' as const, source: '8.8.8.8:20001' },
    { from: 'node' as const, source: '192.168.0.10:20001' },
  ])('reaches the same server from $from', ({ from, source }) => {
    const { send } = connected(from, source)
    expect(send()).toMatchObject({ outcome: 'reached', where: 'pods', replyOk: true })
  })

  it('is reset where the virtual server has lost its servers', () => {
    const { edit, hooks, send } = connected('client', '8.8.8.8:20001')
    edit('-d -t 10.96.0.10:80 -r 10.244.1.1:8080')
    hooks.advance(1)
    expect(send()).toEqual({ outcome: 'rejected', tcpReset: true })
  })

  it('is dropped where a rule drops it', () => {
    const { kernel, send } = connected('client', '8.8.8.8:20001')
    const run = () => ({ kind: 'drop', reason: 'test' }) as const
    const drop = { name: 'test', priority: 0, run }
    kernel.register({
      hooksVersion: 1,
      hooked: () => [{ hook: 'input', family: 'IPv4', nat: false, function: drop }],
    })
    expect(send()).toEqual({ outcome: 'dropped' })
  })

  it('is reset by a server that does not know it', () => {
    const { edit, kernel, send } = connected('client', '8.8.8.8:20001')
    edit('-D -t 10.96.0.10:80')
    // Without its virtual server and address the packet is routed on, to somebody else.
    kernel.routing.setInterface({ name: 'kube-ipvs0', addresses: [] })
    expect(send()).toEqual({ outcome: 'rejected', tcpReset: true })
  })
})
