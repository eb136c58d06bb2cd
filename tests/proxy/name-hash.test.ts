import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nameHash } from '../../src/proxy/name-hash.ts'

it('gives the names that the real kube-proxy gives', () => {
  // iptables-save of any cluster: the chain of default/kubernetes:https.
  expect(nameHash('default/kubernetes:httpstcp', 16)).toBe('NPX46M4PTMTKRN6Y')
  expect(nameHash('kube-system/kube-dns:dnsudp', 16)).toBe('TCOU7JCQXEZGVUNU')
})

it('gives nftables the first half', () => {
  expect(nameHash('default/kubernetes:httpstcp', 8)).toBe('NPX46M4P')
})

it('is base32 of sha256, RFC 4648 without padding', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const bits = [...createHash('sha256').update(text).digest()]
        .map((byte) => byte.toString(2).padStart(8, '0'))
        .join('')
      const wanted = [...Array(16).keys()]
        .map((index) => Number.parseInt(bits.slice(index * 5, index * 5 + 5), 2))
        .map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[five])
      expect(nameHash(text)).toBe(wanted.join(''))
    }),
  )
})
