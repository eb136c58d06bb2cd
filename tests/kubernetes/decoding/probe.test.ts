import { describe, expect, it } from 'vitest'
import { theOnly } from '../manifests.ts'

const containerOf = (fields: string) =>
  theOnly(
    'Pod',
    `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c, ${fields}}]}`,
  ).spec.containers[0]

describe('what a container says about its course', () => {
  it.each([
    {
      name: 'a readiness probe has the usual timing',
      fields: 'readinessProbe: {httpGet: {port: http}}',
      want: {
        readinessProbe: {
          httpGet: { path: '/', port: 'http', scheme: 'HTTP' },
          initialDelaySeconds: 0,
          timeoutSeconds: 1,
          periodSeconds: 10,
          successThreshold: 1,
          failureThreshold: 3,
        },
      },
    },
    {
      name: 'a zero counts as unsaid',
      fields: 'readinessProbe: {tcpSocket: {port: 80}, periodSeconds: 0, failureThreshold: 1}',
      want: { readinessProbe: { periodSeconds: 10, failureThreshold: 1 } },
    },
    {
      name: 'preStop sleeps',
      fields: 'lifecycle: {preStop: {sleep: {seconds: 5}}}',
      want: { lifecycle: { preStop: { sleep: { seconds: 5 } } } },
    },
    {
      name: 'preStop runs a command',
      fields: 'lifecycle: {preStop: {exec: {command: [sleep, "5"]}}}',
      want: { lifecycle: { preStop: { exec: { command: ['sleep', '5'] } } } },
    },
  ])('$name', ({ fields, want }) => {
    expect(containerOf(fields)).toMatchObject(want)
  })

  it('is left out where it says nothing', () => {
    expect(containerOf('lifecycle: {}')).toEqual({ name: 'c', ports: [] })
  })
})
