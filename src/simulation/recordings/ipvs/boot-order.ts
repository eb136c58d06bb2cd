import { inKernelOrder } from '../../../kernel/ipvs/kernel-order.ts'
import type { Sequence, ServerTable, ServiceSpec } from './recording.ts'
import { tableKey } from './server-table.ts'
import { keyOfSpec } from './service-specs.ts'

/**
 * The order of virtual servers differs from boot to boot by 8 bits of a pointer, which no recording tells: the bits
 * with which the recorded orders at the start and at the end come out; 0 if none does.
 */
export function findHashSalt(sequence: Sequence): number {
  const services = allServices(sequence)
  const wanted = [sequence.start, sequence.end?.table].filter((table) => table !== undefined)
  if (wanted.length === 0 || services.length < 2) return 0
  for (let salt = 0; salt < 256; salt += 1) {
    const order = inKernelOrder(services, salt).map(({ key }) => tableKey(key))
    if (wanted.every((table) => hasOrder(table, order))) return salt
  }
  return 0
}

/** Every service there is at some time, once. */
function allServices({ services, steps }: Sequence) {
  const specs: ServiceSpec[] = [
    ...services,
    ...steps.flatMap((step) => (step.add_service === undefined ? [] : [step.add_service])),
  ]
  return specs.map((spec, serial) => ({ key: keyOfSpec(spec), serial }))
}

function hasOrder(table: ServerTable, order: readonly string[]): boolean {
  const keys = Object.keys(table)
  const known = [...new Set(order)].filter((key) => keys.includes(key))
  return known.every((key, index) => key === keys[index])
}
