import { entryOf } from '../../../../base/entry-of.ts'
import { servicePorts } from '../../../../packet/service-ports.ts'
import type { OptionWords } from '../../model/extension.ts'

/** `--dport 8000:8100`, both ends included. */
export interface PortRange {
  readonly min: number
  readonly max: number
  readonly inverted: boolean
}

export const anyPort: PortRange = { min: 0, max: 65_535, inverted: false }

export function parsePort(text: string): number | undefined {
  if (/^\d{1,5}$/.test(text)) return Number(text) <= 65_535 ? Number(text) : undefined
  return entryOf(servicePorts, text)
}

/** `80`, `8000:8100`, `:1023`, `1024:`. */
export function readPortRange(words: OptionWords): PortRange {
  const inverted = words.negated()
  const text = words.next('a port')
  const colon = text.indexOf(':')
  const min = colon === 0 ? 0 : parsePort(colon < 0 ? text : text.slice(0, colon))
  const max =
    colon < 0 ? min : colon === text.length - 1 ? 65_535 : parsePort(text.slice(colon + 1))
  if (min === undefined || max === undefined)
    return words.fail(text, 'a port of 0 to 65535, or a range of them')
  if (min > max) words.fail(text, 'a range that begins with its lower port')
  return { min, max, inverted }
}

/** ` ! --dport 80`; '' for any port. */
export function printPortRange(option: string, range: PortRange): string {
  if (range.min === 0 && range.max === 65_535 && !range.inverted) return ''
  const ports = range.min === range.max ? `${range.min}` : `${range.min}:${range.max}`
  return `${range.inverted ? ' !' : ''} ${option} ${ports}`
}

export function portMatches(range: PortRange, port: number): boolean {
  return (port >= range.min && port <= range.max) !== range.inverted
}

/** The one port that a range lets through; undefined where there are more. */
export function exactPort(range: PortRange): number | undefined {
  return range.min === range.max && !range.inverted ? range.min : undefined
}

/** Why ports do not match: `destination port 81 is not 80`; '' where they do. */
export function explainPorts(
  source: PortRange,
  destination: PortRange,
  packet: { readonly sourcePort: number; readonly destinationPort: number },
): string {
  const explain = (which: string, port: number, range: PortRange) => {
    const ports = range.min === range.max ? `${range.min}` : `${range.min}:${range.max}`
    return `${which} port ${port} is${range.inverted ? '' : ' not'} ${ports}`
  }
  if (!portMatches(source, packet.sourcePort)) return explain('source', packet.sourcePort, source)
  if (portMatches(destination, packet.destinationPort)) return ''
  return explain('destination', packet.destinationPort, destination)
}
