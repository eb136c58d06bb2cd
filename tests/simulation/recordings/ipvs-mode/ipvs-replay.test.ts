import { describe, expect, it } from 'vitest'
import { createSurroundings } from '../../../../src/simulation/exchange-surroundings.ts'
import { IpvsReplay } from '../../../../src/simulation/recordings/ipvs-mode/ipvs-replay.ts'
import { director, web } from '../../../kernel/ipvs/hooks/director.ts'

const around = createSurroundings('eth0', 'cni0')
const packet = {
  from: 'client',
  src: '8.8.8.8',
  sport: 20_001,
  dst: '10.96.0.10',
  dport: 80,
  proto: 'tcp',
  conn: 'one',
} as const

describe('replaying packets', () => {
  it('keeps a named connection open for more data', () => {
    const node = director(web)
    const replay = new IpvsReplay(node.kernel, around)
    expect(replay.send(packet, undefined, 0).answer).toMatchObject({ outcome: 'reached' })
    expect(replay.send({ ...packet, data: true }, undefined, 1000).answer).toMatchObject({
      outcome: 'reached',
      backend: '10.244.1.1:8080',
      reply_ok: true,
    })
    expect(node.engine.virtualServers.list()[0]?.servers[0]?.active).toBe(1)
  })

  it('sends again what nobody answers, later and later', () => {
    const node = director(web)
    const replay = new IpvsReplay(node.kernel, around)
    replay.send(packet, undefined, 0)
    const seen: number[] = []
    node.kernel.register({
      hooksVersion: 1,
      hooked: () => [
        {
          hook: 'prerouting',
          family: 'IPv4',
          nat: false,
          function: {
            name: 'test',
            priority: -1000,
            run: (_buffer, _hook, { nowMs }) => {
              seen.push(nowMs)
              return { kind: 'drop', reason: 'test' }
            },
          },
        },
      ],
    })
    const data = { ...packet, data: true, timeout: 1 }
    expect(replay.send(data, undefined, 1000).answer).toMatchObject({ outcome: 'dropped' })
    expect(seen).toEqual([1000, 1200, 1400, 1800])
    replay.advance(4200)
    expect(seen).toEqual([1000, 1200, 1400, 1800, 2600, 4200])
  })

  it('compares the source that the node chose', () => {
    const replay = new IpvsReplay(director(web).kernel, around)
    const own = { from: 'node', dst: '10.96.0.10', dport: 80, proto: 'tcp', sport: 20_001 } as const
    const recorded = {
      outcome: 'reached',
      where: 'pods',
      backend: '10.244.1.1:8080',
      seen_src: '10.244.0.1:20001',
      reply_ok: true,
    } as const
    const sent = (local_src: string) => replay.send(own, { ...recorded, local_src }, 0).difference
    expect(sent('10.96.0.10:20001')).toBeUndefined()
    expect(sent('192.168.0.10:20001')).toBe('local_src')
  })
})
