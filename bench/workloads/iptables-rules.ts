/**
 * A node's rules as kube-proxy writes them for `services` Services of `endpoints` endpoints each (ClusterIP,
 * one TCP port, above 1,000 endpoints: without comments on endpoints' rules, "large cluster mode").
 */
export interface ServiceRules {
  readonly services: number
  readonly endpoints: number
}

export const clusterIpOf = (service: number): string =>
  `10.${96 + (service >> 16)}.${(service >> 8) & 255}.${service & 255}`

export const endpointOf = (service: number, endpoint: number): string => {
  const pod = service * 16 + endpoint + 1
  return `10.${128 + (pod >> 16)}.${(pod >> 8) & 255}.${pod & 255}`
}

const code = (kind: string, number: number) =>
  `KUBE-${kind}-${number.toString(32).toUpperCase().padStart(16, 'A')}`

export const serviceChain = (service: number): string => code('SVC', service)

/** The text of a full sync, for `iptables-restore --noflush --counters`. */
export function restoreText({ services, endpoints }: ServiceRules): string {
  const chains: string[] = []
  const rules: string[] = []
  const entries: string[] = []
  for (let service = 0; service < services; service += 1) {
    const address = clusterIpOf(service)
    const name = `namespace-${service % 50}/service-${service}:http`
    const chain = serviceChain(service)
    const to = `-m tcp -p tcp -d ${address} --dport 80`
    chains.push(`:${chain} - [0:0]`)
    entries.push(`-A KUBE-SERVICES -m comment --comment "${name} cluster IP" ${to} -j ${chain}`)
    rules.push(
      `-A ${chain} -m comment --comment "${name} cluster IP" ${to} ! -s 10.128.0.0/9 -j KUBE-MARK-MASQ`,
    )
    for (let endpoint = 0; endpoint < endpoints; endpoint += 1) {
      const pod = endpointOf(service, endpoint)
      const separate = code('SEP', service * 16 + endpoint)
      const left = endpoints - endpoint
      const chance =
        left === 1 ? '' : ` -m statistic --mode random --probability ${(1 / left).toFixed(10)}`
      chains.push(`:${separate} - [0:0]`)
      rules.push(`-A ${chain}${chance} -j ${separate}`)
      rules.push(`-A ${separate} -s ${pod} -j KUBE-MARK-MASQ`)
      rules.push(`-A ${separate} -m tcp -p tcp -j DNAT --to-destination ${pod}:8080`)
    }
  }
  return [
    '*filter',
    ':KUBE-SERVICES - [0:0]',
    ':KUBE-FORWARD - [0:0]',
    '-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP',
    '-A KUBE-FORWARD -m comment --comment "kubernetes forwarding rules" -m mark --mark 0x00004000/0x00004000 -j ACCEPT',
    'COMMIT',
    '*nat',
    ':KUBE-SERVICES - [0:0]',
    ':KUBE-NODEPORTS - [0:0]',
    ':KUBE-POSTROUTING - [0:0]',
    ':KUBE-MARK-MASQ - [0:0]',
    ...chains,
    '-A KUBE-POSTROUTING -m mark ! --mark 0x00004000/0x00004000 -j RETURN',
    '-A KUBE-POSTROUTING -j MARK --xor-mark 0x00004000',
    '-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully',
    '-A KUBE-MARK-MASQ -j MARK --or-mark 0x00004000',
    ...rules,
    ...entries,
    '-A KUBE-SERVICES -m comment --comment "kubernetes service nodeports; NOTE: this must be the last rule in this chain" -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS',
    'COMMIT',
    '',
  ].join('\n')
}

/** The commands with which kube-proxy ties its chains to the built-in ones. */
export const ensureCommands: readonly string[] = [
  '-t filter -N KUBE-SERVICES',
  '-t filter -N KUBE-FORWARD',
  '-t filter -I FORWARD -m conntrack --ctstate NEW -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
  '-t filter -I FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD',
  '-t nat -N KUBE-SERVICES',
  '-t nat -N KUBE-POSTROUTING',
  '-t nat -I PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
  '-t nat -I OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
  '-t nat -I POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING',
]
