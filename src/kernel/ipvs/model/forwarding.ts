/** How packets go on to a server; kube-proxy uses `masquerade` only. */
export type ForwardingMethod = 'masquerade' | 'tunnel' | 'route'

/** `--tun-type` and what belongs to it; kept for the text, packets are not encapsulated. */
export interface TunnelOptions {
  readonly type: 'ipip' | 'gue' | 'gre'
  readonly port: number
  readonly checksum: 'none' | 'plain' | 'remote'
}

/** Codes of include/uapi/linux/ip_vs.h, IP_VS_CONN_F_FWD_MASK. */
export const forwardingCode = { masquerade: 0, tunnel: 2, route: 3 } as const satisfies Record<
  ForwardingMethod,
  number
>

/** As `ipvsadm -Ln` names them. */
export const forwardingName = {
  masquerade: 'Masq',
  tunnel: 'Tunnel',
  route: 'Route',
} as const satisfies Record<ForwardingMethod, string>

export const forwardingSwitch = {
  masquerade: '-m',
  tunnel: '-i',
  route: '-g',
} as const satisfies Record<ForwardingMethod, string>
