import { expect, it } from 'vitest'
import { Evaluation } from '../../../../src/kernel/nftables/engine/evaluation.ts'
import { parseAddress } from '../../../../src/packet/address.ts'

const bufferFrom = (source: string) => ({ packet: { source: parseAddress(source) } }) as never

it('begins anew with each packet, and knows its family', () => {
  const evaluation = new Evaluation(bufferFrom('10.0.0.1'), {} as never, 'input', {} as never)
  expect(evaluation.isIpv4).toBe(true)
  evaluation.begin(bufferFrom('fd00::1'), {} as never, 'forward', {} as never)
  expect([evaluation.isIpv4, evaluation.hook]).toEqual([false, 'forward'])
})

it('says what it does not know, and lets chance answer', () => {
  const steps: unknown[] = []
  const context = {
    trace: { step: (step: unknown) => steps.push(step) },
    chance: { unknown: (question: string) => question === 'does it match?' },
  }
  const evaluation = new Evaluation(bufferFrom('10.0.0.1'), context as never, 'input', {} as never)
  expect(evaluation.unknown('does it match?')).toBe(true)
  expect(steps).toEqual([{ kind: 'unknown', question: 'does it match?' }])
})
