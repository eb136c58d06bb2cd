import { describe, expect, it } from 'vitest'
import {
  dataGivesUpAfterMs,
  dataWaitMs,
  lastSyn,
  synWaitMs,
} from '../../../../src/simulation/traffic/connections/retransmission.ts'
import { defaultTrafficSettings } from '../../../../src/simulation/traffic/traffic-settings.ts'

const sendings = (count: number, waitMs: (number: number) => number) => {
  let atMs = 0
  return Array.from({ length: count }, (_, number) => {
    atMs += waitMs(number)
    return atMs / 1_000
  })
}

describe('what is sent again', () => {
  it.each([
    {
      name: 'SYNs since Linux 6.5, the last instant being when it gives up',
      linear: 4,
      want: [1, 2, 3, 4, 5, 7, 11, 19, 35, 67, 131],
    },
    { name: 'SYNs before', linear: 0, want: [1, 3, 7, 15, 31, 63, 127] },
  ])('$name', ({ linear, want }) => {
    const settings = { ...defaultTrafficSettings, synLinearTimeouts: linear }
    const count = lastSyn(settings) + 1
    expect(sendings(count, (number) => synWaitMs(number, settings))).toEqual(want)
  })

  it('data, 0.2 s later and then twice as long each time, up to two minutes', () => {
    expect(sendings(5, dataWaitMs)).toEqual([0.2, 0.6, 1.4, 3, 6.2])
    expect(dataWaitMs(9)).toBe(102_400)
    expect(dataWaitMs(10)).toBe(120_000)
    expect(dataGivesUpAfterMs(defaultTrafficSettings)).toBe(924_600)
  })
})
