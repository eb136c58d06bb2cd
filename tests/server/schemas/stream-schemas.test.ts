import { expect, it } from 'vitest'
import type { ClientMessage } from '../../../src/server/messages.ts'
import { clientMessageSchema } from '../../../src/server/schemas/stream-schemas.ts'

const topic = { kind: 'cluster', cluster: 'shop' } as const
/** One of each: a kind that is added to the type has to be added here to compile. */
const one: { readonly [Kind in ClientMessage['kind']]: Extract<ClientMessage, { kind: Kind }> } = {
  subscribe: { kind: 'subscribe', topic, after: 3, connection: 1 },
  unsubscribe: { kind: 'unsubscribe', topic: { kind: 'run', run: '1' } },
  pause: { kind: 'pause', run: '1' },
  resume: { kind: 'resume', run: '1', speed: 2.5 },
  step: { kind: 'step', run: '1', actions: 3 },
  seek: { kind: 'seek', run: '1', atMs: 1_000 },
}

it.each(Object.values(one))('$kind is understood as it is typed', (message) => {
  expect(clientMessageSchema.parse(message)).toEqual(message)
})

it.each([
  { kind: 'subscribe', topic: { kind: 'cluster', cluster: '../x' } },
  { kind: 'subscribe', topic, after: -1 },
  { kind: 'subscribe', topic, after: 1.5 },
  { kind: 'resume', run: '1', speed: 0 },
  { kind: 'seek', run: '1', atMs: 1e300 },
  { kind: 'pause', run: '1', more: true },
])('%j is not', (message) => {
  expect(clientMessageSchema.safeParse(message).success).toBe(false)
})
