import { expect, it } from 'vitest'
import { Timeline } from '../../../../src/base/timeline.ts'
import { ReadinessProbe } from '../../../../src/simulation/cluster/kubelet/readiness-probe.ts'

const usual = {
  initialDelaySeconds: 0,
  timeoutSeconds: 1,
  periodSeconds: 10,
  successThreshold: 1,
  failureThreshold: 3,
}

it.each([
  {
    name: 'asks at the start, and then once a period',
    timing: usual,
    answers: [
      [0, false],
      [12, true],
    ],
    want: ['20 ready'],
  },
  {
    name: 'asks nothing before the initial delay is over',
    timing: { ...usual, initialDelaySeconds: 15 },
    answers: [[0, true]],
    want: ['20 ready'],
  },
  {
    name: 'fails after three answers in a row',
    timing: usual,
    answers: [
      [0, true],
      [11, false],
    ],
    want: ['0 ready', '40 not ready'],
  },
  {
    name: 'begins to count anew where an answer comes in between',
    timing: usual,
    answers: [
      [0, true],
      [11, false],
      [35, true],
      [45, false],
    ],
    want: ['0 ready', '70 not ready'],
  },
  {
    name: 'wants two good answers where two are asked for',
    timing: { ...usual, successThreshold: 2 },
    answers: [[0, true]],
    want: ['10 ready'],
  },
] as const)('$name', ({ timing, answers, want }) => {
  const timeline = new Timeline()
  let answer = answers[0][1] as boolean
  const told: string[] = []
  const probe: ReadinessProbe = new ReadinessProbe({
    timeline,
    timing,
    startedMs: 0,
    isReady: false,
    ask: () => answer,
    onResult: () => told.push(`${timeline.nowMs() / 1000} ${probe.isReady ? '' : 'not '}ready`),
  })
  for (const [second, next] of answers.slice(1))
    timeline.at(second * 1000, () => {
      answer = next
      probe.look()
    })
  timeline.runTo(300_000)
  expect(told).toEqual(want)
})

it('runs no probes that would only confirm what is known', () => {
  const timeline = new Timeline()
  const never = () => {}
  new ReadinessProbe({
    timeline,
    timing: usual,
    startedMs: 0,
    isReady: true,
    ask: () => true,
    onResult: never,
  })
  expect(timeline.nextMs()).toBeUndefined()
})
