import type { Journal } from '../../../src/base/journal.ts'
import { type Direction, IpSets, type SetQuestion } from '../../../src/kernel/ipset/ip-sets.ts'
import { restoreSets } from '../../../src/kernel/ipset/set-restore.ts'
import { parseAddress } from '../../../src/packet/address.ts'
import { type ProtocolName, protocolNumber } from '../../../src/packet/protocol.ts'

export function setsOf(text: string): IpSets {
  const sets = new IpSets()
  restoreSets(sets, text, 0)
  return sets
}

export interface QuestionWords {
  readonly protocol?: ProtocolName
  readonly source?: string
  readonly destination?: string
  readonly destinationPort?: number
  readonly nowMs?: number
  readonly journal?: Journal
  readonly icmpType?: number
}

export function questionOf(words: QuestionWords = {}): SetQuestion {
  const { protocol = 'tcp', source = '203.0.113.5', destination = '10.96.0.10' } = words
  return {
    packet: {
      protocol: protocolNumber[protocol],
      source: parseAddress(source),
      destination: parseAddress(destination),
      sourcePort: 40_000,
      destinationPort: words.destinationPort ?? 80,
      tcpFlags: 0,
      sctpChunkType: 0,
      icmpType: words.icmpType ?? 0,
      icmpCode: 0,
      lengthBytes: 60,
      quoted: undefined,
    },
    mark: 0,
    inputInterface: 'eth0',
    outputInterface: '',
    nowMs: words.nowMs ?? 0,
    journal: words.journal,
  }
}

/** The element that answers, or what else the answer is. */
export function ask(sets: IpSets, name: string, directions: string, words: QuestionWords = {}) {
  const set = sets.get(name)
  if (set === undefined) throw new Error(`no set ${name}`)
  const answer = sets.test(set, directions.split(',') as Direction[], questionOf(words))
  return answer === 'unknown' ? answer : answer.element?.text
}
