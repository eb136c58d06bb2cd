import { expect, it } from 'vitest'
import { validateNode, validateServiceCidr } from '../../../src/kubernetes/validation/node.ts'
import { theOnly } from '../manifests.ts'

it('a node has one pod network a family, and addresses that are some', () => {
  const text =
    'apiVersion: v1\nkind: Node\nmetadata: {name: a}\nspec: {podCIDRs: [10.0.0.0/24, 10.0.1.0/24]}\nstatus: {addresses: [{type: InternalIP, address: x}, {type: Hostname, address: x}]}'
  expect(validateNode(theOnly('Node', text)).map((error) => error.text)).toEqual([
    'spec.podCIDRs: Invalid value: ["10.0.0.0/24","10.0.1.0/24"]: may specify no more than one CIDR for each IP family',
    'status.addresses[0].address: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
  ])
})

it('a ServiceCIDR has a network', () => {
  const text =
    'apiVersion: networking.k8s.io/v1\nkind: ServiceCIDR\nmetadata: {name: a}\nspec: {cidrs: []}'
  expect(validateServiceCidr(theOnly('ServiceCIDR', text)).map((error) => error.text)).toEqual([
    'spec.cidrs: Required value: at least one CIDR required',
  ])
})
