import type { ObjectDetail } from '../model/object-detail.ts'
import type { TableFamily } from '../model/selectors.ts'
import type { CounterState } from '../model/statement.ts'
import type { Chain } from './chain.ts'
import type { NftSet } from './nft-set.ts'

/** A named counter, quota, limit …: looked up by rules, counted by packets. */
export interface NamedObject {
  readonly type: string
  readonly name: string
  readonly handle: number
  readonly comment: string | undefined
  /** Counters count here. */
  readonly counter: CounterState
  /** Quotas: bytes allowed, bytes used, and whether it matches over or until that. */
  readonly quota?: { readonly bytes: number; readonly over: boolean; used: number }
  /** Of the other kinds, which are not evaluated. */
  readonly detail?: ObjectDetail | undefined
  useCount: number
}

export interface Flowtable {
  readonly name: string
  readonly handle: number
  readonly hook: string
  readonly priority: number
  readonly devices: readonly string[]
  readonly offload: boolean
  readonly counter: boolean
}

/** A table with all that lives in it. Listings go by handle, which is the order of making. */
export class Table {
  readonly family: TableFamily
  readonly name: string
  readonly handle: number
  comment: string | undefined
  dormant = false
  readonly chains = new Map<string, Chain>()
  readonly sets = new Map<string, NftSet>()
  readonly objects = new Map<string, NamedObject>()
  readonly flowtables = new Map<string, Flowtable>()
  /** The last handle given to anything in it (struct nft_table, hgenerator). */
  lastHandle = 0

  constructor(family: TableFamily, name: string, handle: number, comment?: string) {
    this.family = family
    this.name = name
    this.handle = handle
    this.comment = comment
  }

  nextHandle(): number {
    this.lastHandle += 1
    return this.lastHandle
  }
}

/** All tables of a node. */
export class Ruleset {
  readonly tables = new Map<string, Table>()
  lastTableHandle = 0
  /** Grows with every transaction, done or taken back: what was foreseen of the rules holds no longer. */
  revision = 0
  /** Grows whenever a table or base chain comes, goes or changes its hook. */
  hooksVersion = 0

  table(family: TableFamily, name: string): Table | undefined {
    return this.tables.get(tableKey(family, name))
  }
}

export function tableKey(family: TableFamily, name: string): string {
  return `${family} ${name}`
}

/** As the kernel lists things: oldest first. */
export function byHandle<T extends { readonly handle: number }>(
  things: ReadonlyMap<string, T>,
): T[] {
  return [...things.values()].sort((left, right) => left.handle - right.handle)
}
