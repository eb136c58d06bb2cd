import { expect, it } from 'vitest'
import { endpointInfo } from '../../../src/proxy/tracking/endpoint-info.ts'

const endpoint = { addresses: ['10.0.0.1'], conditions: {} }

it('takes unknown conditions as ready, serving and not terminating', () => {
  expect(endpointInfo(endpoint, '010.0.0.1', 80, 'node-1')).toEqual({
    ip: '10.0.0.1',
    port: 80,
    text: '10.0.0.1:80',
    isLocal: false,
    isReady: true,
    isServing: true,
    isTerminating: false,
    zoneHints: undefined,
    nodeHints: undefined,
  })
})

it('is local on the node whose name is known', () => {
  const here = { ...endpoint, nodeName: 'node-1' }
  expect(endpointInfo(here, '10.0.0.1', 80, 'node-1').isLocal).toBe(true)
  expect(endpointInfo(here, '10.0.0.1', 80, 'node-2').isLocal).toBe(false)
  expect(endpointInfo({ ...endpoint, nodeName: '' }, '10.0.0.1', 80, '').isLocal).toBe(false)
})

it('reads hints as names, and an empty list as none', () => {
  const hints = { forZones: [{ name: 'a' }, { name: 'b' }], forNodes: [] }
  expect(endpointInfo({ ...endpoint, hints }, 'fd00::1', 80, 'node-1')).toMatchObject({
    text: '[fd00::1]:80',
    zoneHints: ['a', 'b'],
    nodeHints: undefined,
  })
})
