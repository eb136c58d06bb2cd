import type { MessagePort } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../../src/base/user-error.ts'
import { isOver, RunCatalog } from '../../../src/server/runs/run-catalog.ts'
import type { RunOutcome } from '../../../src/server/runs/run-request.ts'
import { defaultLimits } from '../../../src/server/server-settings.ts'
import { Topics } from '../../../src/server/sockets/topics.ts'
import { noStore } from '../../../src/server/store/no-store.ts'
import type { KeptRun, Store } from '../../../src/server/store/store.ts'
import type { RunPool } from '../../../src/server/workers/run-pool.ts'
import { smallRequest } from '../small-scenario.ts'

type Play = (port: MessagePort, signal: AbortSignal) => Promise<RunOutcome>
const done: RunOutcome = { results: [], notes: ['a note'] }
const forever: Play = (_, signal) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')))
  })

function catalogWith(
  play: Play,
  options: { store?: Store; runsKept?: number; runsQueued?: number } = {},
) {
  const { store = noStore, ...limits } = options
  const pool = {
    play: (_request: unknown, port: MessagePort, signal: AbortSignal) =>
      play(port, signal).finally(() => port.close()),
  } as unknown as RunPool
  const topics = new Topics()
  const synced: string[] = []
  const metrics = {
    note: ({ cluster }: { readonly cluster: string }) => synced.push(cluster),
    forget: (run: string) => synced.push(`forgotten ${run}`),
  }
  const catalog = new RunCatalog(pool, store, topics, { ...defaultLimits, ...limits }, metrics)
  const ended = async (run: string) => {
    while (!isOver(catalog.get(run))) await catalog.nextChange(run)
    return catalog.get(run)
  }
  return { catalog, topics, synced, ended }
}

describe('a run', () => {
  it('is queued, then finished, with its notes and results', async () => {
    const { catalog, ended } = catalogWith(async () => done)
    const { run, progress } = catalog.start(smallRequest)
    expect([run, progress.status]).toEqual(['run-1', 'queued'])
    expect(catalog.resultsOf(run)).toBeUndefined()
    expect(await ended(run)).toMatchObject({ passed: true, notes: ['a note'] })
    expect(catalog.resultsOf(run)).toEqual([])
  })

  it('tells its topic what its thread reports, and the thread that it was taken', async () => {
    const taken: unknown[] = []
    const { catalog, topics, ended, synced } = catalogWith(
      (port) =>
        new Promise((resolve) => {
          const progress = { status: 'running' as const, nowMs: 5, endMs: 9, events: 2 }
          port.on('message', (command) => {
            taken.push(command)
            resolve(done)
          })
          const texts = ['{"kind":"sync-done","node":"n"}', '{"kind":"pod-ready"}']
          port.postMessage({ kind: 'events', texts, progress })
        }),
    )
    const { run } = catalog.start(smallRequest)
    await ended(run)
    expect(taken).toEqual([{ kind: 'taken', events: 2 }])
    expect(synced).toEqual([run])
    const { texts } = topics.find({ kind: 'run', run })?.read(0, 10) ?? { texts: [] }
    expect(texts.map((text) => (JSON.parse(text) as { kind: string }).kind)).toEqual([
      'sync-done',
      'pod-ready',
      'run-state',
      'run-state',
    ])
  })

  it('that fails says why', async () => {
    const { catalog, ended } = catalogWith(() => Promise.reject(new UserError('E_SCENARIO', 'no')))
    const { run } = catalog.start(smallRequest)
    expect(await ended(run)).toMatchObject({
      progress: { status: 'failed' },
      problem: { code: 'E_SCENARIO' },
    })
    expect(() => catalog.control({ kind: 'pause', run })).toThrow('is over (failed)')
  })

  it('that is deleted ends, and is not there', async () => {
    const { catalog, topics, synced } = catalogWith(forever)
    const { run } = catalog.start(smallRequest)
    const reasons: string[] = []
    topics.onEnd({ kind: 'run', run }, (reason) => reasons.push(reason))
    await catalog.delete(run)
    expect(() => catalog.get(run)).toThrow(`no run "${run}"`)
    expect(reasons).toEqual(['the run was deleted'])
    expect(synced).toEqual([`forgotten ${run}`])
  })

  it('when the server stops is cancelled', async () => {
    const { catalog } = catalogWith(forever)
    const { run } = catalog.start(smallRequest)
    catalog.close()
    expect(catalog.get(run).progress.status).toBe('cancelled')
  })
})

describe('of many runs', () => {
  it('more than may wait are refused', () => {
    const { catalog } = catalogWith(forever, { runsQueued: 2 })
    catalog.start(smallRequest)
    catalog.start(smallRequest)
    expect(() => catalog.start(smallRequest)).toThrow('2 runs wait already')
  })

  it('the oldest that is over makes room', async () => {
    const { catalog, ended } = catalogWith(async () => done, { runsKept: 2 })
    for (let index = 0; index < 3; index += 1) await ended(catalog.start(smallRequest).run)
    expect(catalog.list().map(({ run }) => run)).toEqual(['run-2', 'run-3'])
  })

  it('those that are kept are there again, and numbers go on', async () => {
    const kept: KeptRun[] = []
    const store: Store = {
      ...noStore,
      runs: () => kept,
      putRun: async (run) => {
        kept.push(run)
      },
    }
    const first = catalogWith(async () => done, { store })
    await first.ended(first.catalog.start(smallRequest).run)
    const again = catalogWith(async () => done, { store }).catalog
    expect(again.get('run-1')).toMatchObject({ progress: { status: 'finished' }, passed: true })
    expect(again.resultsOf('run-1')).toEqual([])
    expect(again.start(smallRequest).run).toBe('run-2')
  })
})
