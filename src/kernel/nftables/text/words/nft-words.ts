/** Words that nft's grammar has a token for wherever they stand; any other word is a "string" to it (src/scanner.l). */
export const nftWords: ReadonlySet<string> = new Set(
  (
    'eq ne le lt ge gt lshift rshift xor and or not vmap include define redefine undefine describe hook device devices ' +
    'table chain rule set element map flowtable handle ruleset socket tproxy accept drop continue jump goto return ' +
    'inet netdev add replace update create insert delete get list reset flush rename import export monitor position ' +
    'index comment constant interval dynamic auto-merge timeout gc-interval elements expires policy size flow ' +
    'offload meter counter log queue limit quota hour day reject snat dnat masquerade redirect random th bridge ' +
    'ether type typeof vlan arp ip ecn time icmp icmpv6 igmp ip6 priority ah esp comp flags udp udplite tcp dccp sctp ' +
    'rt rt0 rt2 srh hbh frag dst mh meta mark iif iifname iiftype oif oifname oiftype skuid skgid nftrace rtclassid ' +
    'ibriport ibrname obriport obrname pkttype cpu iifgroup oifgroup cgroup ct dup fwd fib osf synproxy notrack all ' +
    'exists missing exthdr ipsec secmark xt numgen jhash symhash'
  ).split(' '),
)
