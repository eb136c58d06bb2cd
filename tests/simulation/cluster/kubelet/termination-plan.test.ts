import { expect, it } from 'vitest'
import { terminationPlan } from '../../../../src/simulation/cluster/kubelet/termination-plan.ts'
import { theOnly } from '../../../kubernetes/manifests.ts'

it.each([
  {
    name: 'nothing said: SIGTERM at once',
    spec: '',
    want: { sigtermAfterMs: 0, endAfterMs: 1_000, isKilled: false },
  },
  {
    name: 'preStop sleeps before SIGTERM',
    container: 'lifecycle: {preStop: {sleep: {seconds: 5}}}',
    want: { sigtermAfterMs: 5_000, endAfterMs: 6_000, isKilled: false },
  },
  {
    name: 'a command sleeps, and does other things',
    container: 'lifecycle: {preStop: {exec: {command: [sh, -c, "sleep 1.5 && nginx -s quit"]}}}',
    want: { sigtermAfterMs: 1_500, endAfterMs: 2_500, isKilled: false },
  },
  {
    name: 'preStop takes longer than the grace period: two seconds are left for SIGTERM',
    spec: 'terminationGracePeriodSeconds: 3,',
    container: 'lifecycle: {preStop: {exec: {command: [sleep, "60"]}}}',
    exitsAfterMs: 'never' as const,
    want: { sigtermAfterMs: 3_000, endAfterMs: 5_000, isKilled: true },
  },
  {
    name: 'deaf to SIGTERM: SIGKILL when the grace period is over',
    exitsAfterMs: 'never' as const,
    want: { sigtermAfterMs: 0, endAfterMs: 30_000, isKilled: true },
  },
  {
    name: 'no grace period: SIGKILL at once',
    spec: 'terminationGracePeriodSeconds: 0,',
    want: { sigtermAfterMs: 0, endAfterMs: 0, isKilled: true },
  },
])('$name', ({ spec = '', container = '', exitsAfterMs = 1_000, want }) => {
  const pod = theOnly(
    'Pod',
    `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {${spec} containers: [{name: c, ${container}}]}`,
  )
  expect(terminationPlan(pod, { stopsListening: 'at-once', exitsAfterMs })).toEqual(want)
})
