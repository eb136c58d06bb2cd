import { expect, it } from 'vitest'
import { runOf } from '../played.ts'

const client = 'clients: { shop: { podsOn: node-1 } }'

it.each([
  { to: 'web.default.svc.cluster.local:80', completed: 60 },
  { to: 'web:80', completed: 60 },
  { to: 'no-such-service:80', completed: 0 },
])('lets clients connect to $to by name', ({ to, completed }) => {
  const traffic = `traffic: { steady: { from: shop, to: "${to}", rate: 1/s } }`
  expect(runOf([client, traffic]).finish().traffic).toMatchObject([{ connections: 60, completed }])
})
