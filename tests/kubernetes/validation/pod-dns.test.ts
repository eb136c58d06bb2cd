import { describe, expect, it } from 'vitest'
import { FieldErrors } from '../../../src/kubernetes/validation/field-errors.ts'
import {
  checkPodDns,
  dnsNameserverCountMax,
  dnsSearchCharactersMax,
  dnsSearchCountMax,
} from '../../../src/kubernetes/validation/pod-dns.ts'
import { theOnly } from '../manifests.ts'

const textsOf = (spec: object) => {
  const pod = theOnly(
    'Pod',
    JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec }),
  )
  const errors = new FieldErrors()
  checkPodDns(errors, { ...pod.spec, nodeSelector: {}, tolerations: [] }, ['spec'])
  return errors.list.map(({ text }) => text)
}
const many = (count: number, text: string) => Array.from({ length: count }, () => text)

describe("a Pod's way to names", () => {
  it.each([
    { name: 'nothing said', spec: {} },
    { name: 'a policy', spec: { dnsPolicy: 'ClusterFirstWithHostNet' } },
    {
      name: 'a search path of the root, one with an underscore, one with a dot at its end',
      spec: { dnsConfig: { searches: ['.', '_tcp.example', 'example.com.'] } },
    },
    {
      name: 'no policy with servers',
      spec: { dnsPolicy: 'None', dnsConfig: { nameservers: ['10.0.0.1'] } },
    },
  ])('is taken: $name', ({ spec }) => {
    expect(textsOf(spec)).toEqual([])
  })

  it.each([
    {
      spec: { dnsPolicy: 'Cluster' },
      says: 'spec.dnsPolicy: Unsupported value: "Cluster": supported values: "ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"',
    },
    {
      spec: { dnsPolicy: 'None' },
      says: 'spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None',
    },
    {
      spec: { dnsPolicy: 'None', dnsConfig: { searches: ['a'] } },
      says: 'spec.dnsConfig.nameservers: Required value: must provide at least one DNS nameserver when `dnsPolicy` is None',
    },
    {
      spec: { dnsConfig: { nameservers: many(dnsNameserverCountMax + 1, '10.0.0.1') } },
      says: 'must not have more than 3 nameservers',
    },
    {
      spec: { dnsConfig: { searches: many(dnsSearchCountMax + 1, 'a') } },
      says: 'must not have more than 32 search paths',
    },
    {
      spec: {
        dnsConfig: { searches: many(dnsSearchCharactersMax / 64 - 2, `${'a'.repeat(63)}.bcde`) },
      },
      says: 'must not have more than 2048 characters (including spaces) in the search list',
    },
    {
      spec: { dnsConfig: { options: [{ value: '1' }] } },
      says: 'spec.dnsConfig.options[0]: Required value: must not be empty',
    },
    {
      spec: { dnsConfig: { searches: ['-'] } },
      says: 'spec.dnsConfig.searches[0]: Invalid value: "-"',
    },
  ])('is refused: $says', ({ spec, says }) => {
    expect(textsOf(spec).join('\n')).toContain(says)
  })
})
