import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../../../src/packet/address.ts'
import { bufferOf, createContext, engineWith, normalForm, run } from '../packets.ts'

const own = parseAddress('10.0.0.1')

describe('-j MASQUERADE and -j REDIRECT', () => {
  it.each([
    ['-j MASQUERADE', '-j MASQUERADE'],
    ['-j MASQUERADE --random-fully', '-j MASQUERADE --random-fully'],
    [
      '-p tcp -j MASQUERADE --random --to-ports 1000-2000',
      '-p tcp -j MASQUERADE --to-ports 1000-2000 --random',
    ],
    ['-p tcp -j REDIRECT --to-port 15001', '-p tcp -j REDIRECT --to-ports 15001'],
    [
      '-j REDIRECT --to-ports 15001',
      'refused: found --to-ports of REDIRECT without a protocol that has ports, expected e.g. -p tcp',
    ],
  ])('%s prints as %s', (given, printed) => expect(normalForm(given, 'nat')).toBe(printed))

  it('masquerades with the address of the interface that the packet leaves by', () => {
    const context = createContext()
    const buffer = bufferOf({ outputInterface: 'eth0' })
    run(
      engineWith('-A POSTROUTING -j MASQUERADE --random-fully', 'nat'),
      'nat',
      'postrouting',
      buffer,
      context,
    )
    const range = { addressMin: own, addressMax: own, randomPort: true, masquerade: true }
    expect(context.bindings).toEqual([{ manipulation: 'source', range }])
  })

  it('drops what leaves by an interface without an address', () => {
    const engine = engineWith('-A POSTROUTING -j MASQUERADE', 'nat')
    expect(run(engine, 'nat', 'postrouting', bufferOf()).kind).toBe('drop')
  })

  it.each([
    { hook: 'prerouting', chain: 'PREROUTING', address: '10.0.0.1' },
    { hook: 'output', chain: 'OUTPUT', address: '127.0.0.1' },
  ] as const)('redirects on $hook to $address', ({ hook, chain, address }) => {
    const context = createContext()
    const engine = engineWith(`-A ${chain} -p tcp -j REDIRECT --to-ports 15001`, 'nat')
    run(engine, 'nat', hook, bufferOf(), context)
    const to = parseAddress(address)
    const range = { addressMin: to, addressMax: to, portMin: 15_001, portMax: 15_001 }
    expect(context.bindings).toEqual([{ manipulation: 'destination', range }])
  })
})
