import { describe, expect, it } from 'vitest'
import {
  errorAboutAnswer,
  errorAboutRequest,
  turnedRound,
} from '../../../../src/kernel/ipvs/hooks/icmp.ts'
import { formatEndpoint } from '../../../../src/packet/address.ts'
import type { Packet } from '../../../../src/packet/packet.ts'
import { packet } from '../../packets.ts'
import { answerTo, director, endsOf, web } from './director.ts'

const client = '8.8.8.8:20001'
const unreachable = { icmpType: 3, icmpCode: 3 }
const quotedEnds = ({ quoted }: Packet) =>
  quoted &&
  `${formatEndpoint(quoted.source, quoted.sourcePort)} → ${formatEndpoint(quoted.destination, quoted.destinationPort)}`

describe('ICMP errors about IPVS connections', () => {
  it('go to the client as if they were about its own packet', () => {
    const node = director(web)
    const there = node.receive(packet('tcp', client, '10.96.0.10:80'), 'eth0')
    const quoted = { ...there.packet }
    const error = packet('icmp', '10.244.1.1:0', '10.244.0.1:0', { ...unreachable, quoted })
    const back = node.receive(error, 'cni0')
    expect(endsOf(back)).toBe('10.96.0.10:0 → 8.8.8.8:0')
    expect(quotedEnds(back.packet)).toBe(`${client} → 10.96.0.10:80`)
  })

  it('go to the server as if they were about its own answer', () => {
    const node = director(web, { rules: '*nat\n:POSTROUTING ACCEPT\nCOMMIT\n' })
    const there = node.receive(packet('tcp', client, '10.96.0.10:80'), 'eth0')
    const back = node.receive(answerTo(there, { tcpFlags: 0x12 }), 'cni0')
    const quoted = { ...back.packet }
    const error = packet('icmp', '8.8.8.8:0', '10.96.0.10:0', { ...unreachable, quoted })
    const passage = node.receive(error, 'eth0')
    expect(endsOf(passage)).toBe('8.8.8.8:0 → 10.244.1.1:0')
    expect(quotedEnds(passage.packet)).toBe(`10.244.1.1:8080 → ${client}`)
  })

  it('are left alone where they quote no connection, or are no errors', () => {
    const { engine } = director(web)
    const quoted = packet('tcp', '10.96.0.10:80', client)
    for (const one of [
      packet('icmp', '8.8.8.8:0', '10.96.0.10:0', { ...unreachable, quoted }),
      packet('icmp', '8.8.8.8:0', '10.96.0.10:0', { quoted }),
      packet('icmp', '8.8.8.8:0', '10.96.0.10:0', unreachable),
    ]) {
      expect(errorAboutAnswer(engine, one)).toBeUndefined()
      expect(errorAboutRequest(engine, one)).toBeUndefined()
    }
  })
})

it('turns a packet round twice to itself', () => {
  const one = packet('tcp', client, '10.96.0.10:80')
  expect(turnedRound(turnedRound(one))).toEqual(one)
})
