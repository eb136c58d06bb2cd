import { expect, it } from 'vitest'
import { readObjectName } from '../../../../src/simulation/scenario/reading/object-name.ts'
import {
  podsOfService,
  podsOfWorkload,
} from '../../../../src/simulation/scenario/reading/pods-of.ts'
import { readLines } from '../read-text.ts'

const { objects } = readLines().cause.initial

it('names the pods of a workload, by its owner references', () => {
  expect(podsOfWorkload(readObjectName('sts/web'), objects)).toEqual([
    'default/web-0',
    'default/web-1',
  ])
  expect(podsOfWorkload(readObjectName('deploy/shop'), objects)).toHaveLength(2)
  expect(podsOfWorkload(readObjectName('deploy/web'), objects)).toEqual([])
})

it('names the pods that a Service selects', () => {
  expect(podsOfService(readObjectName('svc/web'), objects)).toEqual([
    'default/web-0',
    'default/web-1',
  ])
  expect(podsOfService(readObjectName('svc/none'), objects)).toEqual([])
})
