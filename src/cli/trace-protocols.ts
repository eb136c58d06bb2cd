export const traceProtocols = ['tcp', 'udp', 'sctp', 'icmp'] as const
export type TraceProtocol = (typeof traceProtocols)[number]
