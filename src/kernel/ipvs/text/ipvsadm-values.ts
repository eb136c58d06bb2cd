import type { Position } from '../../../base/user-error.ts'
import { type Address, type Family, familyOf, tryParseAddress } from '../../../packet/address.ts'
import { isSchedulerName, type SchedulerName, schedulerNames } from '../model/scheduler-name.ts'
import { schedulerFlagNames } from './ipvsadm-words.ts'
import { refuseText } from './text-error.ts'

/** 31 days, in seconds (MAX_TIMEOUT in ipvsadm.c). */
export const timeoutSecondsMax = 2_678_400
export const thresholdMax = 2_147_483_647

/** A decimal number between both, as ipvsadm's `string_to_number` takes it. @throws UserError E_IPVS */
export function parseNumber(
  text: string,
  what: string,
  least: number,
  most: number,
  at: Position,
): number {
  const number = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN
  if (number >= least && number <= most) return number
  return refuseText(`illegal ${what} "${text}" (expected ${least} to ${most})`, at)
}

/** `10.0.0.1:80`, `[fd00::1]:80`; without a port `port` is undefined. @throws UserError E_IPVS */
export function parseEndpoint(
  text: string,
  what: string,
  at: Position,
): { address: Address; port: number | undefined } {
  const bracketed = /^\[([^\]]*)\]:(.*)$/.exec(text)
  const plain = tryParseAddress(text)
  if (plain !== undefined) return { address: plain, port: undefined }
  const [host, portText] =
    bracketed === null
      ? [text.slice(0, Math.max(0, text.lastIndexOf(':'))), text.slice(text.lastIndexOf(':') + 1)]
      : [bracketed[1] ?? '', bracketed[2] ?? '']
  const address = tryParseAddress(host)
  const known = address !== undefined && (familyOf(address) === 'IPv6') === (bracketed !== null)
  if (!known)
    return refuseText(
      `illegal ${what} address[:port] "${text}" (expected e.g. 10.96.0.1:80 or [fd00::1]:80)`,
      at,
    )
  return { address, port: parseNumber(portText, `${what} port`, 0, 65_535, at) }
}

/** @throws UserError E_IPVS */
export function parseScheduler(text: string, at: Position): SchedulerName {
  if (isSchedulerName(text)) return text
  return refuseText(
    `unknown scheduler "${text}" (expected one of ${schedulerNames.join(', ')})`,
    at,
  )
}

/** `sh-fallback,sh-port` → bits. @throws UserError E_IPVS */
export function parseSchedulerFlags(text: string, scheduler: string, at: Position): number {
  const own = schedulerFlagNames(scheduler)
  const numbered = schedulerFlagNames('')
  return text.split(',').reduce((bits, name) => {
    const bit = own[name] ?? numbered[name]
    if (bit !== undefined) return bits | bit
    const other = /^(sh|mh)-(fallback|port)$/.test(name)
    return refuseText(
      `${other ? 'incompatible' : 'invalid'} scheduler flag "${name}" for ${scheduler} (expected ${Object.keys(own).join(', ')})`,
      at,
    )
  }, 0)
}

/** IPv4: `255.255.255.0` as a number; IPv6: a length. @throws UserError E_IPVS */
export function parseNetmask(text: string, family: Family, at: Position): number {
  if (family === 'IPv6') return parseNumber(text, 'ipv6 netmask', 1, 128, at)
  const mask = tryParseAddress(text)
  if (typeof mask === 'number') return mask
  return refuseText(
    `illegal virtual server persistent mask "${text}" (expected e.g. 255.255.255.0)`,
    at,
  )
}
