import { describe, expect, it } from 'vitest'
import type { Station } from '../../../../src/simulation/network/delivery.ts'
import {
  describeStation,
  isSameStation,
} from '../../../../src/simulation/traffic/connections/stations.ts'
import { HandledPod } from '../../network/small-cluster.ts'

const pod: Station = { kind: 'pod', pod: new HandledPod('default/web-0', 'node-1', []) }
const other: Station = { kind: 'pod', pod: new HandledPod('default/web-0', 'node-1', []) }
const stations: Station[] = [
  pod,
  other,
  { kind: 'node', node: 'node-1' },
  { kind: 'node', node: 'node-2' },
  { kind: 'outside' },
]

describe('stations', () => {
  it('are the same only as themselves', () => {
    for (const [index, one] of stations.entries())
      for (const [otherIndex, another] of stations.entries())
        expect(isSameStation(one, { ...another })).toBe(index === otherIndex)
  })

  it('have words', () => {
    expect(stations.slice(1).map(describeStation)).toEqual([
      'pod default/web-0',
      'node-1',
      'node-2',
      'a host outside',
    ])
  })
})
