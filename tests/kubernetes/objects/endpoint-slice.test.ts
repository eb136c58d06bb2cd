import { expect, it } from 'vitest'
import {
  headlessLabel,
  serviceNameLabel,
  serviceProxyNameLabel,
  zoneLabel,
} from '../../../src/kubernetes/objects/endpoint-slice.ts'

it('labels are those of k8s.io/api', () => {
  expect([serviceNameLabel, headlessLabel, serviceProxyNameLabel, zoneLabel]).toEqual([
    'kubernetes.io/service-name',
    'service.kubernetes.io/headless',
    'service.kubernetes.io/service-proxy-name',
    'topology.kubernetes.io/zone',
  ])
})
