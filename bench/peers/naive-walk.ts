/** A rule as one would write it down first. */
export interface NaiveRule {
  readonly protocol: string
  readonly destination: string
  readonly destinationPort: number
  readonly target: string
}

export interface NaivePacket {
  readonly protocol: string
  readonly destination: string
  readonly destinationPort: number
}

/** `-A KUBE-SERVICES … -p tcp -d ADDRESS --dport PORT -j CHAIN` of a restore text. */
export function naiveRules(text: string): NaiveRule[] {
  return text.split('\n').flatMap((line) => {
    const found = /^-A KUBE-SERVICES .* -p (\w+) -d ([\d.]+)\S* --dport (\d+) -j (\S+)/.exec(line)
    if (found === null) return []
    const [, protocol = '', destination = '', port = '', target = ''] = found
    return [{ protocol, destination, destinationPort: Number(port), target }]
  })
}

/** The chain that a packet is sent to; undefined: no rule matches. */
export function naiveWalk(rules: readonly NaiveRule[], packet: NaivePacket): string | undefined {
  for (const rule of rules)
    if (
      rule.protocol === packet.protocol &&
      rule.destination === packet.destination &&
      rule.destinationPort === packet.destinationPort
    )
      return rule.target
  return undefined
}
