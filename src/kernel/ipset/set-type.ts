import { entryOf } from '../../base/entry-of.ts'
/** What one part of an element is. */
export type Dimension = 'ip' | 'net' | 'port' | 'mark' | 'mac' | 'iface' | 'set'

export interface SetType {
  /** `hash:ip,port`. */
  readonly name: string
  readonly method: 'hash' | 'bitmap' | 'list'
  readonly dimensions: readonly Dimension[]
  /** It asks for what packets here do not carry (a MAC address). */
  readonly asksUnknown: boolean
}

const typeNames = [
  'hash:ip',
  'hash:ip,mac',
  'hash:ip,mark',
  'hash:ip,port',
  'hash:ip,port,ip',
  'hash:ip,port,net',
  'hash:mac',
  'hash:net',
  'hash:net,iface',
  'hash:net,net',
  'hash:net,port',
  'hash:net,port,net',
  'bitmap:ip',
  'bitmap:ip,mac',
  'bitmap:port',
  'list:set',
] as const

const types = new Map<string, SetType>(
  typeNames.map((name) => {
    const [method, dimensions = ''] = name.split(':')
    return [
      name,
      {
        name,
        method: method as SetType['method'],
        dimensions: dimensions.split(',') as Dimension[],
        asksUnknown: dimensions.includes('mac'),
      },
    ]
  }),
)

/** Names of before ipset 6. */
const oldNames: Readonly<Record<string, string>> = {
  iphash: 'hash:ip',
  nethash: 'hash:net',
  ipporthash: 'hash:ip,port',
  ipportiphash: 'hash:ip,port,ip',
  ipportnethash: 'hash:ip,port,net',
  ipmap: 'bitmap:ip',
  macipmap: 'bitmap:ip,mac',
  portmap: 'bitmap:port',
  setlist: 'list:set',
}

/** Undefined: no type of that name (man ipset, SET TYPES). */
export function findSetType(name: string): SetType | undefined {
  return types.get(entryOf(oldNames, name) ?? name)
}

const optionsOfAll = ['timeout', 'counters', 'comment', 'skbinfo']
const optionsOfHashes = ['hashsize', 'maxelem', 'bucketsize', 'initval', 'forceadd']
const furtherOptions: Readonly<Record<string, readonly string[]>> = {
  'hash:ip': ['netmask', 'bitmask'],
  'hash:ip,port': ['netmask', 'bitmask'],
  'hash:net,net': ['netmask', 'bitmask'],
  'hash:ip,mark': ['markmask'],
  'bitmap:ip': ['range', 'netmask'],
  'bitmap:ip,mac': ['range'],
  'bitmap:port': ['range'],
  'list:set': ['size'],
}

/** What may follow `create NAME TYPE` (lib/ipset_*.c of ipset 7). */
export function optionsOfType({ name, method, dimensions }: SetType): readonly string[] {
  return [
    ...(method === 'hash' && dimensions[0] !== 'mac' ? ['family'] : []),
    ...(furtherOptions[name] ?? []),
    ...(method === 'hash' ? optionsOfHashes : []),
    ...optionsOfAll,
  ]
}

export const setTypeNames: readonly string[] = typeNames
