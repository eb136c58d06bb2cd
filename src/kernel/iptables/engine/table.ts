import { builtinChains, type TableName } from '../model/tables.ts'
import { Chain } from './chain.ts'

/** A live table: its chains by name. */
export class Table {
  readonly name: TableName
  readonly chains = new Map<string, Chain>()

  constructor(name: TableName, countsPolicy: boolean) {
    this.name = name
    for (const builtin of builtinChains[name])
      this.chains.set(builtin.name, new Chain(builtin.name, builtin, countsPolicy))
  }
}
