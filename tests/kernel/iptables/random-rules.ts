import fc from 'fast-check'

/** Rules that random packets do match now and then: few addresses, few ports. */

const address4 = fc.constantFrom('10.0.0.1', '10.0.0.2', '10.0.0.3', '10.1.0.1')
const address6 = fc.constantFrom('fd00::1', 'fd00::2', 'fd00:1::1', 'fd01::1')
const port = fc.constantFrom('80', '81', '443', '80:100', '53')
const protocol = fc.constantFrom('tcp', 'udp', 'sctp')
const maybe = <T>(part: fc.Arbitrary<T>) => fc.option(part, { nil: undefined, freq: 1 })

const headers = (four: boolean) => {
  const address = four ? address4 : address6
  const network = four
    ? fc.constantFrom('10.0.0.0/16', '10.0.0.0/255.0.0.3', '0.0.0.0/0', '10.0.0.2/31')
    : fc.constantFrom('fd00::/16', 'fd00::/ffff::1', '::/0', 'fd00::2/127')
  const pattern = (flag: string) =>
    fc
      .tuple(fc.boolean(), fc.oneof({ weight: 3, arbitrary: address }, network))
      .map(([not, text]) => `${not ? '! ' : ''}${flag} ${text}`)
  return fc
    .tuple(
      maybe(pattern('-s')),
      maybe(pattern('-d')),
      maybe(fc.constantFrom('-i eth0', '! -i eth0', '-i et+', '-i cni0')),
    )
    .map((parts) => parts.filter((part) => part !== undefined).join(' '))
}

const protocolPart = fc
  .tuple(protocol, maybe(port), maybe(port), fc.boolean())
  .map(([name, to, from, not]) =>
    [
      `-p ${name} -m ${name}`,
      to === undefined ? '' : `${not ? '! ' : ''}--dport ${to}`,
      from === undefined ? '' : `--sport ${from}`,
    ].join(' '),
  )

const matchPart = fc.constantFrom(
  '-m comment --comment x',
  '-m statistic --mode random --probability 0.5',
  '-m statistic --mode nth --every 3 --packet 0',
  '-m recent --set --name r',
  '-m recent --rcheck --seconds 5 --name r',
  '-m recent --update --seconds 5 --hitcount 2 --name r',
  '-m mark --mark 0x1/0x1',
  '-m conntrack --ctstate NEW',
  '-m conntrack --ctstate RELATED,ESTABLISHED',
  '-m conntrack ! --ctstate DNAT,NEW',
  '-m state ! --state ESTABLISHED',
  '-m addrtype --dst-type LOCAL',
  '-m limit --limit 1/sec --limit-burst 2',
  '-m addrtype ! --src-type LOCAL -m conntrack ! --ctstate INVALID',
  '-m set --match-set s dst',
)

const actions = (chain: number) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('', '-j MARK --or-mark 0x1', '-j LOG') },
    { weight: 1, arbitrary: fc.constantFrom('-j ACCEPT', '-j DROP', '-j RETURN') },
    {
      weight: chain < 3 ? 3 : 0,
      arbitrary: fc
        .tuple(
          fc.constantFrom('-j', '-j', '-g'),
          fc.integer({ min: Math.min(chain + 1, 3), max: 3 }),
        )
        .map(([flag, to]) => `${flag} c${to}`),
    },
  )

const rule = (four: boolean, chain: number) =>
  fc
    .tuple(headers(four), maybe(matchPart), maybe(protocolPart), maybe(matchPart), actions(chain))
    .map((parts) => parts.filter((part) => part !== undefined && part !== '').join(' '))

/** The text of a filter table: FORWARD and three chains, each of up to 40 rules. */
export const randomTable = (four: boolean): fc.Arbitrary<string> =>
  fc
    .tuple(
      ...[0, 1, 2, 3].map((chain) =>
        fc.array(rule(four, Math.min(chain, 3)), { maxLength: chain === 3 ? 20 : 40, size: 'max' }),
      ),
    )
    .map((chains) => {
      const names = ['FORWARD', 'c1', 'c2', 'c3']
      const rules = chains.flatMap((list, i) => list.map((text) => `-A ${names[i]} ${text}`))
      return ['*filter', ':c1 - [0:0]', ':c2 - [0:0]', ':c3 - [0:0]', ...rules, 'COMMIT', ''].join(
        '\n',
      )
    })

export interface RandomPacket {
  readonly source: string
  readonly destination: string
  readonly protocol: 'tcp' | 'udp' | 'sctp'
  readonly sourcePort: number
  readonly destinationPort: number
  readonly inputInterface: string
  readonly connectionState: 'NEW' | 'ESTABLISHED' | 'RELATED'
  readonly mark: number
  readonly afterMs: number
}

export const randomPackets = (four: boolean): fc.Arbitrary<RandomPacket[]> =>
  fc.array(
    fc.record({
      source: four ? address4 : address6,
      destination: four ? address4 : address6,
      protocol: fc.constantFrom('tcp', 'udp', 'sctp'),
      sourcePort: fc.constantFrom(80, 443, 40_000),
      destinationPort: fc.constantFrom(80, 81, 443, 53, 99),
      inputInterface: fc.constantFrom('eth0', 'cni0'),
      connectionState: fc.constantFrom('NEW', 'ESTABLISHED', 'RELATED'),
      mark: fc.constantFrom(0, 1),
      afterMs: fc.constantFrom(0, 1, 1_000, 6_000),
    }),
    { minLength: 1, maxLength: 30 },
  )
