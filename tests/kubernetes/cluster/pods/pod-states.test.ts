import { describe, expect, it } from 'vitest'
import {
  annotatedState,
  isReady,
  notReadyAnnotation,
  terminatingAnnotation,
  withState,
} from '../../../../src/kubernetes/cluster/pods/pod-states.ts'
import { theOnly } from '../../manifests.ts'

const pod = (status = '{}') =>
  theOnly('Pod', `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nstatus: ${status}`)

describe('states of Pods', () => {
  it.each([
    { annotations: {}, want: undefined },
    { annotations: { [notReadyAnnotation]: '0, 2' }, want: 'not-ready' },
    { annotations: { [notReadyAnnotation]: '1' }, want: undefined },
    { annotations: { [terminatingAnnotation]: 'all' }, want: 'terminating' },
    {
      annotations: { [terminatingAnnotation]: '2', [notReadyAnnotation]: 'true' },
      want: 'terminating-not-ready',
    },
  ])('Pod 2 with $annotations is $want', ({ annotations, want }) => {
    expect(annotatedState(annotations, 2)).toBe(want)
  })

  it.each([
    { state: 'ready', ready: true, terminating: false },
    { state: 'not-ready', ready: false, terminating: false },
    { state: 'terminating', ready: true, terminating: true },
    { state: 'terminating-not-ready', ready: false, terminating: true },
  ] as const)('$state', ({ state, ready, terminating }) => {
    const changed = withState(pod(), state)
    expect(isReady(changed)).toBe(ready)
    expect(changed.metadata.deletionTimestamp !== undefined).toBe(terminating)
    expect(changed.status.phase).toBe('Running')
  })

  it.each([
    { name: 'never ran: runs and is ready', status: '{}', ready: true },
    {
      name: 'runs, conditions left out: ready',
      status: '{phase: Running, podIP: 10.0.0.1}',
      ready: true,
    },
    {
      name: 'said to be not ready: stays so',
      status: '{phase: Running, conditions: [{type: Ready, status: "False"}]}',
      ready: false,
    },
    { name: 'over: stays so', status: '{phase: Succeeded, podIP: 10.0.0.1}', ready: false },
  ])('$name', ({ status, ready }) => {
    expect(isReady(withState(pod(status), undefined))).toBe(ready)
  })
})
