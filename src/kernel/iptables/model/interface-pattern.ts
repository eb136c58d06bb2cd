/** `-i veth+`: interfaces whose name begins with `name`. */
export interface InterfacePattern {
  readonly name: string
  /** A `+` at the end. */
  readonly prefix: boolean
  readonly inverted: boolean
}

/** Names end at 15 characters (IFNAMSIZ, include/uapi/linux/if.h). */
export const interfaceNameMax = 15

/** Undefined where the text is no interface name. A lone `+` matches every interface. */
export function parseInterfacePattern(
  text: string,
  inverted: boolean,
): InterfacePattern | undefined {
  if (text === '' || text.length > interfaceNameMax) return undefined
  const prefix = text.endsWith('+')
  return { name: prefix ? text.slice(0, -1) : text, prefix, inverted }
}

/** ` ! -i veth+`; '' for a pattern that matches every interface. */
export function printInterfacePattern(
  flag: '-i' | '-o',
  pattern: InterfacePattern | undefined,
): string {
  if (pattern === undefined || (pattern.name === '' && !pattern.inverted)) return ''
  return `${pattern.inverted ? ' !' : ''} ${flag} ${pattern.name}${pattern.prefix ? '+' : ''}`
}

export function interfaceMatches(pattern: InterfacePattern, name: string): boolean {
  const equal = pattern.prefix ? name.startsWith(pattern.name) : name === pattern.name
  return equal !== pattern.inverted
}
