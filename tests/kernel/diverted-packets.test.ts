import { expect, it } from 'vitest'
import { createVisits } from '../../src/kernel/netfilter/visits.ts'
import type { Packet } from '../../src/packet/packet.ts'
import { tcpFlag } from '../../src/packet/protocol.ts'
import { answerTo, director, endsOf, web } from './ipvs/hooks/director.ts'
import { packet } from './packets.ts'

const ask = (fields: Partial<Packet> = {}) =>
  packet('tcp', '8.8.8.8:5000', '10.96.0.10:80', { tcpFlags: tcpFlag.ack, ...fields })

/** A director that has seen the first packet of a connection, and its answer. */
function answered() {
  const node = director(web)
  const first = node.receive(ask({ tcpFlags: tcpFlag.syn }), 'eth0')
  node.receive(answerTo(first, { tcpFlags: tcpFlag.syn | tcpFlag.ack }), 'cni0')
  return node
}

it('sends on what belongs to an answered connection, masqueraded as its first packet was', () => {
  const visits = createVisits()
  const { kernel } = answered()
  const { chance, nowMs } = {
    nowMs: 0,
    chance: { happens: never, below: never, anyOf: never, unknown: never },
  }
  const passage = kernel.receive(ask(), 'eth0', { nowMs, chance, visits })
  expect(endsOf(passage)).toMatch(/^10\.244\.0\.1:\d+ → 10\.244\.1\.1:8080$/)
  expect(passage.fate).toMatchObject({ kind: 'departed', outputInterface: 'cni0' })
  expect(visits).toMatchObject({ conntrackLookups: 1, ipvsLookups: 2 })
})

it.each([
  { name: 'its server has gone', commands: ['-d -t 10.96.0.10:80 -r 10.244.1.1:8080'] },
  {
    name: 'its virtual server has a new server on the node',
    commands: [
      '-d -t 10.96.0.10:80 -r 10.244.1.1:8080',
      '-a -t 10.96.0.10:80 -r 192.168.0.10:8080 -m',
    ],
  },
])('leaves it to the functions where $name', ({ commands }) => {
  const node = answered()
  node.edit(...commands)
  expect(node.receive(ask(), 'eth0').fate.kind).not.toBe('departed')
})

function never(): never {
  throw new Error('nothing is left to chance')
}
