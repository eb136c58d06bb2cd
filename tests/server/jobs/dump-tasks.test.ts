import { expect, it } from 'vitest'
import { runDumpTask } from '../../../src/server/jobs/dump-tasks.ts'
import { bytesOf } from '../shop.ts'

const dumps = [{ file: 'ipvs.txt', bytes: bytesOf('-A -t 10.96.0.10:53 -s rr\n') }]

it('prints dumps, and sends packets through them', () => {
  expect(runDumpTask({ kind: 'rules', dumps, output: 'ipvsadm-list' })).toContain(
    '10.96.0.10:53 rr',
  )
  const packet = { from: 'client', to: '10.96.0.10:53', seed: 1, all: false, form: 'json' } as const
  const text = runDumpTask({ kind: 'trace', dumps, localAddresses: ['192.0.2.9'], ...packet })
  expect(JSON.parse(text)).toMatchObject({ mode: 'dumps of ipvs' })
})
