import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { nameHash } from '../../src/proxy/name-hash.ts'

it('gives the names that the real kube-proxy gives', () => {
  // iptables-save of any cluster: the chain of default/kubernetes:https.
  expect(nameHash('default/kubernetes:httpstcp', 16)).toBe('NPX46M4PTMTKRN6Y')
  expect(nameHash('kube-system/kube-dns:dnsudp', 16)).toBe('TCOU7JCQXEZGVUNU')
})

it('shortens without change of what remains', () => {
  expect(nameHash('default/kubernetes:httpstcp', 8)).toBe('NPX46M4P')
  expect(createHash('sha256').update('').digest('hex').startsWith('e3b0c442')).toBe(true)
})
