import { describe, expect, it } from 'vitest'
import { readDocuments } from '../../src/kubernetes/reading/documents.ts'
import { ConfigurationValues } from '../../src/proxy/configuration-values.ts'

const valuesOf = (body: string) => {
  const text = `apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n${body}`
  const [document] = readDocuments({ file: 'f', text })
  if (document === undefined) throw new Error('no document')
  return new ConfigurationValues(document.value, document.origin)
}

describe('values of a configuration', () => {
  it('are what is written, and undefined for null, nothing and empty text', () => {
    const values = valuesOf('mode: ""\nipvs: {scheduler: rr, syncPeriod: 1m}\niptables: null\n')
    expect(values.string('mode')).toBeUndefined()
    expect(values.string('ipvs', 'scheduler')).toBe('rr')
    expect(values.duration('ipvs', 'syncPeriod')).toBe(60_000)
    expect(values.number('iptables', 'masqueradeBit')).toBeUndefined()
    expect(values.strings('nodePortAddresses')).toEqual([])
  })

  it.each([
    { body: 'winkernel: {enableDSR: false, sourceVip: ""}', set: false },
    { body: 'winkernel: {enableDSR: true}', set: true },
    { body: 'winkernel: null', set: false },
    { body: '', set: false },
  ])('$body: set is $set', ({ body, set }) => {
    expect(valuesOf(body).isSet('winkernel')).toBe(set)
  })

  it.each([
    { body: 'mdoe: ipvs', want: 'unknown field "mdoe"', line: 3 },
    {
      body: 'ipvs:\n  Scheduler: rr',
      want: 'unknown field "ipvs.Scheduler" (is "scheduler" meant?)',
      line: 4,
    },
    { body: 'mode: 5', want: 'mode is the number 5, expected text', line: 3 },
    { body: 'conntrack: []', want: 'conntrack is a list, expected a map', line: 3 },
    {
      body: 'ipvs: {syncPeriod: soon}',
      want: 'ipvs.syncPeriod is the text "soon", expected a duration such as 30s or 1h30m',
      line: 3,
    },
    {
      body: 'featureGates: {A: "yes"}',
      want: 'expected a map of feature gates to true or false',
      line: 3,
    },
  ])('refuses $body', ({ body, want, line }) => {
    expect(() => valuesOf(body)).toThrow(
      expect.objectContaining({
        code: 'E_CONFIGURATION',
        message: expect.stringContaining(want),
        at: expect.objectContaining({ line }),
      }),
    )
  })
})
