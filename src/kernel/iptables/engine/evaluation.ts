import type { Family } from '../../../packet/address.ts'
import type { Packet } from '../../../packet/packet.ts'
import type { IpSets } from '../../ipset/ip-sets.ts'
import type { Hook, HookContext } from '../../netfilter/hook.ts'
import type { SocketBuffer } from '../../netfilter/socket-buffer.ts'
import type { RecentTables } from '../matches/state/recent-tables.ts'
import type { Evaluation } from '../model/extension.ts'
import type { IpvsView } from '../model/ipvs-view.ts'
import type { TableName } from '../model/tables.ts'

/** The one evaluation of an engine: filled for a packet, used up before the next. */
export class EngineEvaluation implements Evaluation {
  readonly family: Family
  readonly recent: RecentTables
  readonly sets: IpSets | undefined
  readonly ipvs: IpvsView | undefined
  sourceWord = 0
  destinationWord = 0
  table: TableName = 'filter'
  hook: Hook = 'prerouting'
  declare buffer: SocketBuffer
  declare packet: Packet
  declare context: HookContext

  constructor(
    family: Family,
    recent: RecentTables,
    sets: IpSets | undefined,
    ipvs: IpvsView | undefined,
  ) {
    this.family = family
    this.recent = recent
    this.sets = sets
    this.ipvs = ipvs
  }
}
