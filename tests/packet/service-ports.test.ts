import { expect, it } from 'vitest'
import { servicePorts } from '../../src/packet/service-ports.ts'

it.each([
  ['domain', 53],
  ['https', 443],
  ['http-alt', 8080],
])('%s is %i, as /etc/services has it', (name, port) => expect(servicePorts[name]).toBe(port))
