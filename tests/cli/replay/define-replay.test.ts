import { expect, it } from 'vitest'
import { kpe } from '../run-kpe.ts'

it('shows examples in its help', async () => {
  const { exitCode, out } = await kpe('replay', '--help')
  expect(exitCode).toBe(0)
  expect(out).toContain('kpe replay scenarios/affinity-rollout.yaml')
  expect(out).toContain('--events <file>')
})

it('asks for a scenario', async () => {
  const { exitCode, err } = await kpe('replay')
  expect(exitCode).toBe(2)
  expect(err).toContain('neither a scenario nor --flows')
})

it.each([
  [['-f', 'examples/shop'], '--filename'],
  [['-R'], '--recursive'],
  [['-n', 'shop'], '--namespace'],
  [['-4'], '--ipv4'],
  [['--nodes', '5'], '--nodes'],
  [['--config', 'kube-proxy.yaml'], '--config'],
  [['--map', '10.0.0.1=svc/web', '--skip-bad'], '--map, --skip-bad'],
])('refuses %j with a scenario, rather than ignore it', async (flags, named) => {
  const { exitCode, err } = await kpe('replay', 'scenarios/udp.yaml', ...flags)
  expect(exitCode).toBe(2)
  expect(err).toContain(`error: ${named}: only with --flows`)
})

it.each([
  [['--without'], '--without: only with scenarios'],
  [['--events', 'events.ndjson'], '--events: only with scenarios'],
  [['scenarios/udp.yaml'], 'scenarios do not go with --flows'],
])('refuses %j with flows', async (flags, told) => {
  const { exitCode, err } = await kpe('replay', '--flows', 'flows.csv', ...flags)
  expect(exitCode).toBe(2)
  expect(err).toContain(told)
})
