import { expect, it } from 'vitest'
import {
  formatConnectionLine,
  formatConnections,
} from '../../../../src/kernel/ipvs/text/ipvsadm-connections.ts'
import { connect, engineWith, serverAt, webKey } from '../some-servers.ts'

it('prints connections and templates', () => {
  const engine = engineWith(1, { persistentSeconds: 100 })
  connect(engine, 20_001)
  engine.advance(40_000)
  expect(formatConnections(engine)).toEqual([
    'IPVS connection entries',
    'pro expire state       source             virtual            destination',
    'TCP 01:00  ASSURED     10.1.0.2:0         10.96.0.10:80      10.244.1.1:8080',
    'TCP 14:20  ESTABLISHED 10.1.0.2:20001     10.96.0.10:80      10.244.1.1:8080',
  ])
})

it('shows a template that no longer holds with port 65535', () => {
  const engine = engineWith(2, { persistentSeconds: 100 })
  connect(engine, 1)
  engine.virtualServers.removeServer(webKey, serverAt('10.244.1.2'))
  connect(engine, 2)
  expect(formatConnections(engine).filter((line) => line.includes(':65535'))).toEqual([
    'TCP 01:40  ASSURED     10.1.0.2:0         10.96.0.10:65535   10.244.1.2:65535',
  ])
})

it('counts minutes beyond the hour', () => {
  const line = {
    protocol: 'SCTP',
    secondsLeft: 6000,
    state: 'INIT',
    source: 'a',
    virtual: 'b',
    destination: 'c',
  }
  expect(formatConnectionLine(line)).toBe(
    'SCTP 100:00 INIT        a                  b                  c',
  )
})
