import { describe, expect, it } from 'vitest'
import { FieldErrors } from '../../../src/kubernetes/validation/field-errors.ts'
import {
  checkClusterIPs,
  isHeadless,
} from '../../../src/kubernetes/validation/service-addresses.ts'
import { serviceOf } from '../manifests.ts'

describe('cluster IPs', () => {
  it.each([
    { spec: { clusterIP: '10.0.0.1' }, want: [] },
    {
      spec: { clusterIPs: ['10.0.0.1'] },
      want: ['must be empty when `clusterIP` is not specified'],
    },
    {
      spec: { clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1', '10.0.0.2'] },
      want: ['may specify no more than one IP for each IP family'],
    },
    {
      spec: { clusterIP: '10.0.0.1', ipFamilies: ['IPv6'] },
      want: ['expected an IPv6 value as indicated by `ipFamilies[0]`'],
    },
    {
      spec: { clusterIP: 'CLUSTER_DNS_IP' },
      want: ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'],
    },
  ])('$spec', ({ spec, want }) => {
    const errors = new FieldErrors()
    checkClusterIPs(errors, serviceOf(spec))
    expect(errors.list.map(({ text }) => text.slice(text.lastIndexOf(': ') + 2))).toEqual(want)
  })

  it('None alone makes a headless Service', () => {
    expect(isHeadless(serviceOf({ clusterIP: 'None' }))).toBe(true)
    expect(isHeadless(serviceOf({}))).toBe(false)
  })
})
