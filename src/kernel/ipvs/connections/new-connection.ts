import type { Address } from '../../../packet/address.ts'

/** What a connection is made with. */
export interface NewConnection {
  readonly protocol: number
  readonly client: Address
  readonly clientPort: number
  readonly virtual: Address
  readonly virtualPort: number
  /** `connectionFlag` bits besides those that the server gives. */
  readonly flags: number
}
