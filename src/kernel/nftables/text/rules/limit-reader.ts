import { largestUnit } from '../../model/data-size.ts'
import type {
  LimitStatement,
  LogStatement,
  QuotaStatement,
  Statement,
} from '../../model/statement.ts'
import { logLevelNames } from '../../model/symbols.ts'
import type { Cursor } from '../words/cursor.ts'
import { readObjectName } from './divert-reader.ts'
import type { RuleContext } from './rule-context.ts'

const periods = ['second', 'minute', 'hour', 'day', 'week'] as const
const unitBytes: Readonly<Record<string, number>> = { bytes: 1, kbytes: 1024, mbytes: 1024 * 1024 }
type Unit = 'bytes' | 'kbytes' | 'mbytes'

/** `limit [name "x"|rate [over] 10/second [burst 5 packets]]` */
export function readLimit(cursor: Cursor, context: RuleContext): Statement {
  const start = cursor.offset
  cursor.next()
  if (cursor.acceptWord('name')) return readObjectName(cursor, context, 'limit')
  return readLimitBody(cursor, start)
}

/** `rate [over] 10/second [burst 5 packets]` */
export function readLimitBody(cursor: Cursor, start: number): LimitStatement {
  cursor.expectWord('rate')
  const over = readOver(cursor)
  const at = cursor.offset
  const count = cursor.takeNumber()
  const { unit, per } = readRateUnit(cursor, at)
  if (count === 0) throw cursor.fault('kernel', 'Invalid argument', start)
  const rate = unit === undefined ? { count, unit } : largestUnit(count * (unitBytes[unit] ?? 1))
  const burst = readBurst(cursor, unit !== undefined)
  return { kind: 'limit', rate: rate.count, unit: rate.unit, per, ...burst, over }
}

/** `/second`, or `mbytes/second`, which is one word. */
function readRateUnit(
  cursor: Cursor,
  at: number,
): { unit: Unit | undefined; per: LimitStatement['per'] } {
  const found = /^(bytes|kbytes|mbytes)(?:\/(\w+))?$/.exec(cursor.word)
  if (found === null && !cursor.isMark('/'))
    throw cursor.fault('evaluation', 'Wrong rate format', at)
  if (found?.[2] === undefined) cursor.next()
  if (found !== null && found[2] === undefined) cursor.expectMark('/')
  const word = found?.[2] ?? cursor.word
  const per = periods.find((period) => period === word)
  if (per === undefined) throw cursor.unexpected('second or minute or hour or day or week')
  cursor.next()
  return { unit: found?.[1] as Unit | undefined, per }
}

function readOver(cursor: Cursor): boolean {
  if (cursor.acceptWord('over')) return true
  cursor.acceptWord('until')
  return false
}

function readUnit(cursor: Cursor): Unit | undefined {
  const word = cursor.word
  if (word !== 'bytes' && word !== 'kbytes' && word !== 'mbytes') return undefined
  cursor.next()
  return word
}

/** Packets have a burst of 5, bytes none, where nothing is said. */
function readBurst(cursor: Cursor, bytes: boolean): Pick<LimitStatement, 'burst' | 'burstUnit'> {
  if (!cursor.acceptWord('burst'))
    return bytes ? { burst: 0, burstUnit: 'bytes' } : { burst: 5, burstUnit: 'packets' }
  const count = cursor.takeNumber()
  const unit = bytes ? readUnit(cursor) : undefined
  if (unit === undefined) {
    if (bytes) throw cursor.unexpected('string or bytes')
    cursor.expectWord('packets')
    return { burst: count, burstUnit: 'packets' }
  }
  const burst = largestUnit(count * (unitBytes[unit] ?? 1))
  return { burst: burst.count, burstUnit: burst.unit }
}

/** `quota [name "x"|[over|until] 10 mbytes [used 5 bytes]]` */
export function readQuota(cursor: Cursor, context: RuleContext): Statement {
  cursor.next()
  if (cursor.acceptWord('name')) return readObjectName(cursor, context, 'quota')
  return readQuotaBody(cursor)
}

export function readQuotaBody(cursor: Cursor): QuotaStatement {
  const over = readOver(cursor)
  const bytes = readBytes(cursor)
  const used = cursor.acceptWord('used') ? readBytes(cursor) : 0
  return { kind: 'quota', bytes, over, used: { bytes: used } }
}

function readBytes(cursor: Cursor): number {
  const count = cursor.takeNumber()
  const unit = readUnit(cursor)
  if (unit === undefined) throw cursor.unexpected('bytes or string')
  return count * (unitBytes[unit] ?? 1)
}

/** `log [prefix "x"] [level info] [group 1] [snaplen n] [queue-threshold n] [flags all]` in any order. */
export function readLog(cursor: Cursor): LogStatement {
  const offset = cursor.offset
  cursor.next()
  const log: { -readonly [Key in keyof LogStatement]: LogStatement[Key] } = { kind: 'log' }
  for (;;) {
    if (cursor.acceptWord('prefix')) log.prefix = cursor.takeString()
    else if (cursor.acceptWord('group')) log.group = cursor.takeNumber()
    else if (cursor.acceptWord('snaplen')) log.snaplen = cursor.takeNumber()
    else if (cursor.acceptWord('queue-threshold')) log.queueThreshold = cursor.takeNumber()
    else if (cursor.acceptWord('level')) log.level = readLevel(cursor)
    else if (cursor.acceptWord('flags')) log.flags = [...(log.flags ?? []), readLogFlags(cursor)]
    else break
  }
  checkLog(cursor, log, offset)
  if (log.flags !== undefined && allLogFlags.every((flag) => log.flags?.includes(flag)))
    log.flags = ['all']
  // `warn` is what nft leaves out (src/statement.c, log_stmt_print).
  if (log.level === 'warn') delete log.level
  return log
}

const allLogFlags = ['tcp sequence,options', 'ip options', 'skuid', 'ether']

/** What does not go together (nftables src/evaluate.c, stmt_evaluate_log). */
function checkLog(cursor: Cursor, log: LogStatement, offset: number): void {
  const { level, flags } = log
  const toGroup =
    log.group !== undefined || log.snaplen !== undefined || log.queueThreshold !== undefined
  if (toGroup && level !== undefined)
    throw cursor.fault('evaluation', 'level and group are mutually exclusive', offset)
  if (toGroup && flags !== undefined)
    throw cursor.fault('evaluation', 'flags and group are mutually exclusive', offset)
  if (level === 'audit' && (log.prefix !== undefined || flags !== undefined))
    throw cursor.fault('evaluation', "log level audit doesn't support any further options", offset)
}

function readLevel(cursor: Cursor): string {
  const level = cursor.word
  if (!logLevelNames.includes(level) && level !== 'audit')
    throw cursor.fault('syntax', 'invalid log level')
  cursor.next()
  return level
}

function readLogFlags(cursor: Cursor): string {
  const word = cursor.takeName('tcp, ip, skuid, ether or all')
  if (word === 'ip') {
    cursor.expectWord('options')
    return 'ip options'
  }
  if (word !== 'tcp') return word
  const flags = [cursor.takeName('sequence or options')]
  while (cursor.acceptMark(',')) flags.push(cursor.takeName('sequence or options'))
  return `tcp ${flags.sort().reverse().join(',')}`
}
