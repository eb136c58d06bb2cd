/** What the model does not hold as a mechanism, and a scenario can make happen all the same. */
export const injections = {
  'conntrack-race':
    'Two CPUs confirm two connections of one socket at once: the later packet is dropped (insert_failed).',
  'xtables-lock-held':
    'Somebody else holds the xtables lock: kube-proxy’s syncs wait for it, and fail after 5 s.',
  'hairpin-off': 'A node’s bridge does not send packets back by the port by which they came.',
  'packet-out-of-window':
    'A server sends a segment out of the TCP window: conntrack takes it for INVALID, so nobody translates it back.',
} as const

export type InjectionName = keyof typeof injections

export const injectionNames = Object.keys(injections) as [InjectionName, ...InjectionName[]]
