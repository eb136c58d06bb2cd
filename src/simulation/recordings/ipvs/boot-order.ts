import { inKernelOrder } from '../../../kernel/ipvs/kernel-order.ts'
import type { VirtualServerKey } from '../../../kernel/ipvs/model/virtual-server.ts'
import type { Sequence, ServerTable } from './recording.ts'
import { tableKey } from './server-table.ts'
import { keyOfSpec } from './service-specs.ts'

interface Listed {
  readonly key: VirtualServerKey
  readonly serial: number
}

/**
 * The order of virtual servers differs from boot to boot by 8 bits of a pointer, which no recording tells: the bits
 * with which the recorded orders at the start and at the end come out; 0 if none does.
 */
export function findHashSalt(sequence: Sequence): number {
  const first = sequence.services.map((spec, serial) => ({ key: keyOfSpec(spec), serial }))
  const wanted = [
    { services: first, table: sequence.start },
    { services: servicesAtEnd(first, sequence), table: sequence.end?.table },
  ]
  for (let salt = 0; salt < 256; salt += 1)
    if (wanted.every(({ services, table }) => hasOrder(table, inKernelOrder(services, salt))))
      return salt
  return 0
}

function servicesAtEnd(first: readonly Listed[], { steps }: Sequence): Listed[] {
  let services = [...first]
  for (const [index, { add_service, remove_service }] of steps.entries()) {
    if (remove_service !== undefined) {
      const gone = tableKey(keyOfSpec(remove_service))
      services = services.filter(({ key }) => tableKey(key) !== gone)
    }
    if (add_service !== undefined)
      services.push({ key: keyOfSpec(add_service), serial: first.length + index })
  }
  return services
}

function hasOrder(table: ServerTable | undefined, services: readonly Listed[]): boolean {
  if (table === undefined) return true
  const keys = Object.keys(table)
  const order = services.map(({ key }) => tableKey(key)).filter((key) => keys.includes(key))
  return order.every((key, index) => key === keys[index])
}
