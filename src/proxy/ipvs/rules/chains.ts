type Table = 'nat' | 'filter'

/** Chains that kube-proxy makes, in this order (pkg/proxy/ipvs/proxier.go iptablesChains). */
export const chains = [
  { table: 'nat', name: 'KUBE-SERVICES' },
  { table: 'nat', name: 'KUBE-POSTROUTING' },
  { table: 'nat', name: 'KUBE-NODE-PORT' },
  { table: 'nat', name: 'KUBE-LOAD-BALANCER' },
  { table: 'nat', name: 'KUBE-MARK-MASQ' },
  { table: 'filter', name: 'KUBE-FORWARD' },
  { table: 'filter', name: 'KUBE-NODE-PORT' },
  { table: 'filter', name: 'KUBE-PROXY-FIREWALL' },
  { table: 'filter', name: 'KUBE-SOURCE-RANGES-FIREWALL' },
  { table: 'filter', name: 'KUBE-IPVS-FILTER' },
  { table: 'filter', name: 'KUBE-IPVS-OUT-FILTER' },
] as const satisfies readonly { readonly table: Table; readonly name: string }[]

/**
 * Rules that lead into them from the kernel's own chains, in the order in which they are made; each is put
 * first in its chain (proxier.go iptablesJumpChain).
 */
export const jumps = [
  { table: 'nat', from: 'OUTPUT', to: 'KUBE-SERVICES', comment: 'kubernetes service portals' },
  { table: 'nat', from: 'PREROUTING', to: 'KUBE-SERVICES', comment: 'kubernetes service portals' },
  {
    table: 'nat',
    from: 'POSTROUTING',
    to: 'KUBE-POSTROUTING',
    comment: 'kubernetes postrouting rules',
  },
  { table: 'filter', from: 'FORWARD', to: 'KUBE-FORWARD', comment: 'kubernetes forwarding rules' },
  {
    table: 'filter',
    from: 'INPUT',
    to: 'KUBE-NODE-PORT',
    comment: 'kubernetes health check rules',
  },
  {
    table: 'filter',
    from: 'INPUT',
    to: 'KUBE-PROXY-FIREWALL',
    comment: 'kube-proxy firewall rules',
  },
  {
    table: 'filter',
    from: 'FORWARD',
    to: 'KUBE-PROXY-FIREWALL',
    comment: 'kube-proxy firewall rules',
  },
  {
    table: 'filter',
    from: 'INPUT',
    to: 'KUBE-IPVS-FILTER',
    comment: 'kubernetes ipvs access filter',
  },
  {
    table: 'filter',
    from: 'OUTPUT',
    to: 'KUBE-IPVS-OUT-FILTER',
    comment: 'kubernetes ipvs access filter',
  },
] as const satisfies readonly {
  readonly table: Table
  readonly from: string
  readonly to: string
  readonly comment: string
}[]

/** Arguments of `iptables`, one command each, that make chains and jumps where there are none. */
export const ensuredCommands: readonly string[] = [
  ...chains.map(({ table, name }) => `-t ${table} -N ${name}`),
  ...jumps.map(({ table, ...jump }) => `-t ${table} -I ${jumpRule(jump)}`),
]

/** `:NAME - [0:0]`, as iptables-restore reads it: makes the chain, or empties it. */
export function chainLines(table: Table): string[] {
  return chains.filter((chain) => chain.table === table).map(({ name }) => `:${name} - [0:0]`)
}

export function jumpRule(jump: {
  readonly from: string
  readonly to: string
  readonly comment: string
}): string {
  return `${jump.from} -m comment --comment "${jump.comment}" -j ${jump.to}`
}
