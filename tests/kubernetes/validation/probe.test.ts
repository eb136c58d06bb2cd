import { expect, it } from 'vitest'
import { validatePod } from '../../../src/kubernetes/validation/pod.ts'
import { theOnly } from '../manifests.ts'

const at = 'spec.containers[0]'

it.each([
  { container: 'readinessProbe: {tcpSocket: {port: 80}}', want: [] },
  {
    container: 'readinessProbe: {periodSeconds: 5}',
    want: [`${at}.readinessProbe: Required value: must specify a handler type`],
  },
  {
    container: 'readinessProbe: {httpGet: {port: 0, scheme: FTP}, periodSeconds: -1}',
    want: [
      `${at}.readinessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive`,
      `${at}.readinessProbe.httpGet.scheme: Unsupported value: "FTP": supported values: "HTTP", "HTTPS"`,
      `${at}.readinessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0`,
    ],
  },
  {
    container: 'lifecycle: {preStop: {exec: {command: []}, sleep: {seconds: 1}}}',
    want: [
      `${at}.lifecycle.preStop.exec.command: Required value`,
      `${at}.lifecycle.preStop.sleep: Forbidden: may not specify more than 1 handler type`,
    ],
  },
  {
    container: 'lifecycle: {preStop: {sleep: {seconds: 31}}}',
    want: [
      `${at}.lifecycle.preStop.sleep: Invalid value: 31: must be non-negative and less than terminationGracePeriodSeconds (30)`,
    ],
  },
])('a container with $container', ({ container, want }) => {
  const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c, ${container}}]}`
  expect(validatePod(theOnly('Pod', text)).map((error) => error.text)).toEqual(want)
})
