import { entryOf } from '../../base/entry-of.ts'
import { servicePorts } from '../../packet/service-ports.ts'
import { readSetNumber } from './set-number.ts'

/** `80`, `0x50`, `http`; undefined: no port (ipset_parse_port, lib/parse.c). */
export function readSetPort(text: string): number | undefined {
  return entryOf(servicePorts, text) ?? readSetNumber(text, 65_535)
}
