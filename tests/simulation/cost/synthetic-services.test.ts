import { expect, it } from 'vitest'
import { formatAddress } from '../../../src/packet/address.ts'
import {
  syntheticAddress,
  syntheticObjects,
} from '../../../src/simulation/cost/synthetic-services.ts'

it('Services of one port with so many endpoints each, no two with one address', () => {
  const shape = {
    services: 300,
    endpoints: 3,
    affinity: true,
    protocol: 'UDP',
    prefix: 'a',
  } as const
  const objects = syntheticObjects(shape, 10)
  const services = objects.filter((object) => object.kind === 'Service')
  const slices = objects.filter((object) => object.kind === 'EndpointSlice')
  expect(services.map(({ spec }) => spec.clusterIP).at(-1)).toBe(
    formatAddress(syntheticAddress(309)),
  )
  expect(services[0]?.spec).toMatchObject({
    sessionAffinity: 'ClientIP',
    ports: [{ protocol: 'UDP', port: 80 }],
  })
  const addresses = slices.flatMap(({ endpoints }) => endpoints.flatMap((one) => one.addresses))
  expect(new Set(addresses).size).toBe(900)
})
