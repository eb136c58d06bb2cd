import { formatAddress } from '../../packet/address.ts'
import { defaultProxyConfiguration, type ProxyMode } from '../../proxy/configuration.ts'
import {
  type SyntheticServices,
  servicePort,
  syntheticAddress,
  syntheticClusterCidr,
  syntheticNode,
  syntheticObjects,
} from '../../simulation/cost/synthetic-services.ts'
import { WritingProxy } from '../../simulation/cost/writing-proxy.ts'

/** What can be measured here; IPVS is in too few kernels that let themselves be timed. */
export type MeasuredBackend = 'iptables-legacy' | 'iptables-nft' | 'nftables'

/** One rule set, and the first packets that are timed through it. */
export interface CalibrationCase {
  readonly name: string
  /** Loaded one after the other. */
  readonly texts: readonly string[]
  readonly targets: readonly {
    readonly name: string
    readonly address: string
    readonly port: number
  }[]
}

/** How large the rule sets are: large enough to rise above what a user's process does to its own figures. */
export interface CalibrationSizes {
  readonly services: readonly number[]
  readonly endpoints: readonly number[]
  readonly affinityEndpoints: readonly number[]
  readonly otherRecentTables: readonly number[]
}

/** In such an order that every third, which is held back to check the fit, lies between others. */
export const defaultSizes: CalibrationSizes = {
  services: [10, 3_000, 1_000, 300, 10_000, 5_000],
  endpoints: [20, 300, 100],
  affinityEndpoints: [10, 100, 40],
  otherRecentTables: [100, 3_000, 1_000],
}

/** A pod's address that is no Service's. */
export const noServiceName = 'no Service'
const noService = { name: noServiceName, address: '10.128.77.1', port: servicePort }
const alone = { services: 1, endpoints: 1, affinity: false, protocol: 'UDP', prefix: 'm' } as const

/** kube-proxy's own rules, as it writes them for Services of one UDP port; the rule sets that `sizes` name. */
export function calibrationCases(
  backend: MeasuredBackend,
  sizes: CalibrationSizes,
): CalibrationCase[] {
  const isMap = backend === 'nftables'
  return [
    ...sizes.services.map((count) => (isMap ? manyElements(count) : manyServices(count))),
    ...sizes.endpoints.map((endpoints) => oneService(backend, { ...alone, endpoints })),
    ...sizes.affinityEndpoints.map((endpoints) =>
      oneService(backend, { ...alone, endpoints, affinity: true }),
    ),
    ...(isMap ? [] : sizes.otherRecentTables.map(besideOthers)),
  ]
}

/** The first, the middle and the last of so many Services. The others lead to the first's chain: they load faster. */
function manyServices(count: number): CalibrationCase {
  const [first, middle, last] = ['a', 'm', 'z'].map((prefix, index) =>
    objectsOf({ ...alone, prefix }, index),
  )
  const text = textOf('iptables', [...(first ?? []), ...(middle ?? []), ...(last ?? [])])
  const rules = text
    .split('\n')
    .filter((line) => line.startsWith('-A KUBE-SERVICES ') && line.includes(' -d '))
  const [rule = ''] = rules
  const before = fillers(rule, 3, Math.ceil((count - 3) / 2))
  const after = fillers(rule, 3 + before.length, count - 3 - before.length)
  const filled = text.split('\n').flatMap((line) => {
    if (line === rules[1]) return [...before, line]
    return line === rules[2] ? [...after, line] : [line]
  })
  return {
    name: `${count} Services`,
    texts: [filled.join('\n')],
    targets: [target('first', 0), target('middle', 1), target('last', 2), noService],
  }
}

function fillers(rule: string, firstAddress: number, count: number): string[] {
  return Array.from({ length: Math.max(0, count) }, (_, index) =>
    rule
      .replace('a-00000', `o-${String(index).padStart(5, '0')}`)
      .replace(/-d \S+/, `-d ${formatAddress(syntheticAddress(firstAddress + index))}/32`),
  )
}

/** A Service among so many elements of kube-proxy's maps. */
function manyElements(count: number): CalibrationCase {
  const text = textOf('nftables', objectsOf(alone, 0))
  const elements = text
    .split('\n')
    .filter((line) => /^add element ip kube-proxy (cluster-ips|service-ips) /.test(line))
  const [service] = syntheticObjects(alone)
  const own = service?.kind === 'Service' ? service.spec.clusterIP : ''
  const others = Array.from({ length: count - 1 }, (_, index) =>
    elements.map((line) => line.replace(own, formatAddress(syntheticAddress(index + 1)))),
  ).flat()
  return {
    name: `${count} Services`,
    texts: [`${text}${others.join('\n')}\n`],
    targets: [target('one', 0), noService],
  }
}

/**
 * One Service, whose chance always falls on its last endpoint, so that each packet visits the same rules. Its client is
 * known from the warm-up on.
 */
function oneService(backend: MeasuredBackend, shape: SyntheticServices): CalibrationCase {
  const mode = backend === 'nftables' ? 'nftables' : 'iptables'
  const { endpoints, affinity } = shape
  return {
    name: `${endpoints} endpoints${affinity ? ' with affinity' : ''}`,
    texts: [withoutChance(textOf(mode, objectsOf(shape, 0)), endpoints)],
    targets: [target('one', 0)],
  }
}

/** A Service of three endpoints with affinity; so many recent tables were there before its own. */
function besideOthers(count: number): CalibrationCase {
  const others = Array.from(
    { length: count },
    (_, index) =>
      `-A KUBE-OTHERS -m recent --name KUBE-SEP-${String(index).padStart(16, '0')} --rcheck --seconds 10800 --reap -j RETURN`,
  )
  const { texts, targets } = oneService('iptables-legacy', {
    ...alone,
    endpoints: 3,
    affinity: true,
  })
  return {
    name: `affinity beside ${count} recent tables`,
    texts: [['*nat', ':KUBE-OTHERS - [0:0]', ...others, 'COMMIT', ''].join('\n'), ...texts],
    targets,
  }
}

function withoutChance(text: string, endpoints: number): string {
  return text
    .replaceAll(/--probability 0\.\d+/g, '--probability 0.0000000001')
    .replaceAll(/numgen random mod \d+/g, `numgen random mod 1 offset ${endpoints - 1}`)
}

function objectsOf(shape: SyntheticServices, firstAddress: number) {
  return syntheticObjects(shape, firstAddress)
}

/** The whole of what kube-proxy's first sync gives to iptables-restore or nft, the jumps to its chains with it. */
function textOf(mode: ProxyMode, objects: ReturnType<typeof objectsOf>): string {
  const proxy = new WritingProxy(syntheticNode, {
    ...defaultProxyConfiguration,
    mode,
    clusterCidrs: [syntheticClusterCidr],
  })
  proxy.observe(objects)
  const { ensure, text } = proxy.sync(0)
  return `${jumpsAsText(ensure)}${text}`
}

/** `iptables` commands as `iptables-restore` takes them. */
function jumpsAsText(commands: readonly string[]): string {
  return ['filter', 'nat']
    .map((table) => {
      const own = commands.filter((command) => command.startsWith(`-t ${table} `))
      const lines = own.map((command) => command.slice(`-t ${table} `.length))
      const chains = [...new Set(lines.filter((line) => line.startsWith('-N ')))]
      const rules = lines.filter((line) => !line.startsWith('-N '))
      return own.length === 0
        ? ''
        : [
            `*${table}`,
            ...chains.map((line) => `:${line.slice(3)} - [0:0]`),
            ...rules,
            'COMMIT',
            '',
          ].join('\n')
    })
    .join('')
}

function target(name: string, index: number) {
  return { name, address: formatAddress(syntheticAddress(index)), port: servicePort }
}
