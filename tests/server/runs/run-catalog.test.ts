import type { MessagePort } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../../src/base/user-error.ts'
import { RunCatalog } from '../../../src/server/runs/run-catalog.ts'
import { isOver } from '../../../src/server/runs/run-record.ts'
import type {
  RunCommand,
  RunOutcome,
  RunPosition,
  RunRequest,
} from '../../../src/server/runs/run-request.ts'
import { defaultLimits, type ServerLimits } from '../../../src/server/server-settings.ts'
import { Topics } from '../../../src/server/sockets/topics.ts'
import { noStore } from '../../../src/server/store/no-store.ts'
import type { KeptRun, Store } from '../../../src/server/store/store.ts'
import type { RunPool } from '../../../src/server/workers/run-pool.ts'
import { smallRequest } from '../small-scenario.ts'

type Play = (port: MessagePort, signal: AbortSignal, request: RunRequest) => Promise<RunOutcome>
const done: RunOutcome = { results: [], notes: ['a note'] }
const forever: Play = (_, signal) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')))
  })

function catalogWith(play: Play, options: { store?: Store } & Partial<ServerLimits> = {}) {
  const { store = noStore, ...limits } = options
  const pool = {
    play: (request: RunRequest, port: MessagePort, signal: AbortSignal) =>
      play(port, signal, request).finally(() => port.close()),
  } as unknown as RunPool
  const topics = new Topics()
  const synced: string[] = []
  let nowMs = 0
  const metrics = {
    note: ({ cluster }: { readonly cluster: string }) => synced.push(cluster),
    forget: (run: string) => synced.push(`forgotten ${run}`),
  }
  const catalog = new RunCatalog(
    pool,
    store,
    topics,
    { ...defaultLimits, ...limits },
    metrics,
    () => nowMs,
  )
  const ended = async (run: string) => {
    while (!isOver(catalog.get(run))) await catalog.nextChange(run)
    return catalog.get(run)
  }
  const pass = (ms: number) => {
    nowMs += ms
  }
  return { catalog, topics, synced, ended, pass }
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

  it('has no watcher any more that went away', async () => {
    const { catalog } = catalogWith(forever)
    const { run } = catalog.start(smallRequest)
    const gone = new AbortController()
    const changed = catalog.nextChange(run, gone.signal)
    expect(catalog.watching(run)).toBe(1)
    gone.abort()
    await changed
    expect(catalog.watching(run)).toBe(0)
    await catalog.nextChange(run, gone.signal)
    expect(catalog.watching(run)).toBe(0)
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

describe('a run that has its thread for a turn while others wait', () => {
  const position: RunPosition = {
    results: [],
    part: 0,
    nowMs: 5,
    partEvents: 2,
    events: 2,
    playedMs: 1,
    paused: true,
  }
  /** A run that stands in its thread as it is told to, and gives way when it is asked; each of its lives is noted. */
  function standing(status: 'paused' | 'running', given: Partial<RunPosition>) {
    const lives: { request: RunRequest; told: RunCommand['kind'][] }[] = []
    const play: Play = (port, signal, request) => {
      const life = { request, told: [] as RunCommand['kind'][] }
      lives.push(life)
      const { speed } = given
      const progress = { status, nowMs: 5, endMs: 9, events: 2, ...(speed ? { speed } : {}) }
      return new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')))
        port.on('message', ({ kind }: RunCommand) => {
          life.told.push(kind)
          if (kind === 'give-way') resolve({ ...done, gaveWay: { ...position, ...given } })
          if (kind === 'resume') resolve(done)
        })
        // Only one has a thread: the second waits.
        if (lives.length !== 2) port.postMessage({ kind: 'progress', progress })
      })
    }
    return { ...catalogWith(play), lives }
  }
  const statusIs = async (
    { catalog }: Pick<ReturnType<typeof catalogWith>, 'catalog'>,
    run: string,
    status: string,
  ) => {
    while (catalog.get(run).progress.status !== status) await catalog.nextChange(run)
  }

  it('and is paused gives way, stays paused, and goes on from there when it is told to', async () => {
    const one = standing('paused', {})
    const { run } = one.catalog.start({ ...smallRequest, paused: true })
    await statusIs(one, run, 'paused')
    one.catalog.start(smallRequest)
    one.catalog.relieve()
    one.pass(defaultLimits.runTurnMs)
    one.catalog.relieve()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(one.lives[0]?.told).toEqual(['give-way'])
    expect(one.catalog.get(run).progress.status).toBe('paused')
    one.catalog.control({ kind: 'resume', run })
    expect(one.catalog.get(run).progress.status).toBe('queued')
    expect((await one.ended(run)).progress.status).toBe('finished')
    expect(one.lives[2]).toMatchObject({ request: { from: position }, told: ['resume'] })
  })

  it('and plays at a speed gives way, and waits for its next turn', async () => {
    const one = standing('running', { paused: false, speed: 3 })
    const { run } = one.catalog.start({ ...smallRequest, speed: 3 })
    await statusIs(one, run, 'running')
    one.catalog.start(smallRequest)
    one.pass(defaultLimits.runTurnMs)
    one.catalog.relieve()
    await statusIs(one, run, 'queued')
    expect(one.lives[2]?.request).toMatchObject({ paused: false, speed: 3, from: { nowMs: 5 } })
  })

  it('hears what it was told while it gave way', async () => {
    const one = standing('paused', {})
    const { run } = one.catalog.start({ ...smallRequest, paused: true })
    await statusIs(one, run, 'paused')
    one.catalog.start(smallRequest)
    one.pass(defaultLimits.runTurnMs)
    one.catalog.relieve()
    one.catalog.control({ kind: 'resume', run })
    expect((await one.ended(run)).progress.status).toBe('finished')
    expect(one.lives[2]?.told).toEqual(['resume'])
  })

  it('is cancelled when it is deleted, with a thread or without', async () => {
    const one = standing('paused', {})
    const { run } = one.catalog.start({ ...smallRequest, paused: true })
    await statusIs(one, run, 'paused')
    const waiting = one.catalog.start(smallRequest).run
    one.pass(defaultLimits.runTurnMs)
    one.catalog.relieve()
    await new Promise((resolve) => setTimeout(resolve, 50))
    await one.catalog.delete(run)
    await one.catalog.delete(waiting)
    expect(one.catalog.list()).toEqual([])
  })

  it('makes room for others once nobody has told it anything for long', async () => {
    const limits = { ...defaultLimits, runsKept: 1 }
    const full = catalogWith((port) => {
      const progress = { status: 'paused', nowMs: 5, endMs: 9, events: 2 } as const
      port.postMessage({ kind: 'progress', progress })
      return new Promise(() => {})
    }, limits)
    const { run } = full.catalog.start({ ...smallRequest, paused: true })
    await statusIs(full, run, 'paused')
    expect(() => full.catalog.start(smallRequest)).toThrow('1 runs are there')
    full.pass(limits.runPausedMs)
    expect(full.catalog.start(smallRequest).run).toBe('run-2')
    expect(full.catalog.list().map((known) => known.run)).toEqual(['run-2'])
  })
})
