/** How the network around the nodes behaves, where real ones differ. */
export interface NetworkSettings {
  /**
   * What a packet meets that is sent to the address of a pod that is gone. `host-unreachable`: the node asks
   * by ARP three times, one second apart, and then tells the sender (ICMP 3/1; net/core/neighbour.c, mcast_solicit and
   * retrans_time_ms of net/ipv4/neigh), as with a bridge. `blackhole`: silence, as with most overlays.
   */
  readonly gonePods: 'host-unreachable' | 'blackhole'
  /** The bridge sends a packet back by the port by which it came (hairpin_mode of the veth): a pod may reach itself. */
  readonly hairpinMode: boolean
  /** The external load balancer keeps a connection on its node when the set of nodes changes. */
  readonly loadBalancerKeepsConnections: boolean
}

export const defaultNetworkSettings: NetworkSettings = {
  gonePods: 'host-unreachable',
  hairpinMode: true,
  loadBalancerKeepsConnections: true,
}
