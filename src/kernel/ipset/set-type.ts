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

/** Undefined: no type of that name (man ipset, SET TYPES). */
export function findSetType(name: string): SetType | undefined {
  return types.get(name)
}

export const setTypeNames: readonly string[] = typeNames
