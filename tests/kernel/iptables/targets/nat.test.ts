import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../../../src/packet/address.ts'
import { bufferOf, createContext, engineWith, normalForm, run } from '../packets.ts'

describe('-j DNAT and -j SNAT', () => {
  it.each([
    ['-p tcp -j DNAT --to-destination 10.0.0.1:80', '-p tcp -j DNAT --to-destination 10.0.0.1:80'],
    [
      '-j DNAT --persistent --random --to-destination 10.0.0.1-10.0.0.5',
      '-j DNAT --to-destination 10.0.0.1-10.0.0.5 --random --persistent',
    ],
    ['-j SNAT --to-source 10.0.0.1 --random-fully', '-j SNAT --to-source 10.0.0.1 --random-fully'],
  ])('%s prints as %s', (given, printed) => expect(normalForm(given, 'nat')).toBe(printed))

  it.each([
    ['-j DNAT', '--to-destination after it'],
    ['-j DNAT --to-destination 10.0.0.1:80', '-p tcp, udp, sctp, dccp or udplite'],
    ['-p tcp -j DNAT --to-destination fd00::1', 'an IPv4 address or range'],
    ['-p tcp -j DNAT --to-destination 10.0.0.1:0', 'an IPv4 address or range'],
    ['-j DNAT --to-destination 10.0.0.1 --random-fully', 'the unknown option --random-fully'],
  ])('%s is refused: %s', (given, why) => expect(normalForm(given, 'nat')).toContain(why))

  it('is refused where POSTROUTING leads to it', () => {
    expect(() =>
      engineWith('-A POSTROUTING -j a\n-A a -j DNAT --to-destination 10.0.0.1', 'nat'),
    ).toThrow('-j DNAT in a, which POSTROUTING leads to, expected DNAT on prerouting, output only')
  })

  it('binds the connection to its range', () => {
    const context = createContext()
    const engine = engineWith(
      '-A PREROUTING -p tcp -j DNAT --to-destination 10.244.0.1:8080',
      'nat',
    )
    expect(run(engine, 'nat', 'prerouting', bufferOf(), context)).toEqual({ kind: 'accept' })
    const address = parseAddress('10.244.0.1')
    const range = { addressMin: address, addressMax: address, portMin: 8080, portMax: 8080 }
    expect(context.bindings).toEqual([{ manipulation: 'destination', range }])
  })

  it('drops the packet where no tuple is free', () => {
    const context = createContext({ nat: { bind: () => false } })
    const engine = engineWith('-A POSTROUTING -j SNAT --to-source 10.0.0.9', 'nat')
    expect(run(engine, 'nat', 'postrouting', bufferOf(), context).kind).toBe('drop')
  })
})
