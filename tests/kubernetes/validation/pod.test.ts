import { describe, expect, it } from 'vitest'
import { validatePod } from '../../../src/kubernetes/validation/pod.ts'
import { theOnly } from '../manifests.ts'

const textsOf = (body: string) =>
  validatePod(theOnly('Pod', `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n${body}`)).map(
    (error) => error.text,
  )

describe('a Pod', () => {
  it('needs containers, unless it has run: a shortened dump may leave them out', () => {
    expect(textsOf('spec: {}')).toEqual(['spec.containers: Required value'])
    expect(textsOf('status: {phase: Running, podIP: 10.0.0.1}')).toEqual([])
  })

  it('has each port of the host once, and addresses that are some', () => {
    const ports = 'ports: [{containerPort: 1, hostPort: 80}, {containerPort: 2, hostPort: 80}]'
    expect(
      textsOf(`spec: {containers: [{name: c, ${ports}}]}\nstatus: {phase: Running, podIP: x}`),
    ).toEqual([
      'status.podIPs[0]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
      'spec.containers[0].ports[1].hostPort: Duplicate value: "TCP//80"',
    ])
  })
})
