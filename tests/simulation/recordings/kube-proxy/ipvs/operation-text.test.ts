import { expect, it } from 'vitest'
import {
  operationText,
  setOperationTexts,
} from '../../../../../src/simulation/recordings/kube-proxy/ipvs/operation-text.ts'
import { ipvsNode } from '../../../../proxy/ipvs/ipvs-node.ts'
import { service, slice } from '../../../../proxy/objects.ts'

it('writes calls as the recordings do', () => {
  const node = ipvsNode()
  const affinity = { sessionAffinityConfig: { clientIP: { timeoutSeconds: 7 } } }
  const first = node.sync(
    service({ sessionAffinity: 'ClientIP', ...affinity }),
    slice(['10.0.0.2']),
  )
  expect(first.operations.map(operationText)).toEqual([
    'AddVirtualServer 10.96.0.1:80/TCP rr flags=0x1 timeout=7',
    'AddRealServer 10.96.0.1:80/TCP 10.0.0.2:8080 weight=1',
  ])
  const second = node.sync(service(), slice([]))
  expect(second.operations.map(operationText)).toEqual([
    'UpdateVirtualServer 10.96.0.1:80/TCP rr',
    'DeleteRealServer 10.96.0.1:80/TCP 10.0.0.2:8080',
  ])
  expect(node.deleteService().operations.map(operationText)).toEqual([
    'DeleteVirtualServer 10.96.0.1:80/TCP',
  ])
})

it('creates a set only where it is not yet', () => {
  const texts = setOperationTexts(ipvsNode().sync(service()), (name) => name !== 'KUBE-IPVS-IPS')
  expect(texts).toEqual([
    'create KUBE-IPVS-IPS hash:ip family inet hashsize 1024 maxelem 65536 -exist',
    'add KUBE-CLUSTER-IP 10.96.0.1,tcp:80',
    'add KUBE-IPVS-IPS 10.96.0.1',
  ])
})
