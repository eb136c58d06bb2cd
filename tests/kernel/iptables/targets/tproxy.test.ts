import { describe, expect, it } from 'vitest'
import { enumerateBranches } from '../../../../src/base/enumerated-chance.ts'
import { bufferOf, createContext, engineWith, normalForm, run } from '../packets.ts'

describe('-j TPROXY', () => {
  it.each([
    [
      '-p tcp -j TPROXY --on-port 15001',
      '-p tcp -j TPROXY --on-port 15001 --on-ip 0.0.0.0 --tproxy-mark 0x0/0x0',
    ],
    [
      '-p tcp -j TPROXY --on-port 1 --on-ip 127.0.0.1 --tproxy-mark 0x1/0x1',
      '-p tcp -j TPROXY --on-port 1 --on-ip 127.0.0.1 --tproxy-mark 0x1/0x1',
    ],
    [
      '-j TPROXY --on-port 1',
      'refused: found -j TPROXY --on-port 1 --on-ip 0.0.0.0 --tproxy-mark 0x0/0x0 without its protocol, expected -p tcp or udp',
    ],
  ])('%s prints as %s', (given, printed) => expect(normalForm(given, 'mangle')).toBe(printed))

  it('does not know whether a socket takes the packet', () => {
    const rule = '-A PREROUTING -p tcp -j TPROXY --on-port 15001 --tproxy-mark 0x1/0x1'
    const { branches } = enumerateBranches((chance) => {
      const buffer = bufferOf()
      const context = createContext({ chance })
      const verdict = run(engineWith(rule, 'mangle'), 'mangle', 'prerouting', buffer, context)
      return { kind: verdict.kind, mark: buffer.mark }
    })
    expect(branches.map(({ result }) => result)).toEqual([
      { kind: 'drop', mark: 0 },
      { kind: 'accept', mark: 1 },
    ])
  })
})
