/** Where a frame's IP packet begins; undefined: it has none. Per link type (tcpdump.org/linktypes.html). */
type FindIp = (frame: Buffer) => number | undefined

const ipv4Type = 0x0800
const ipv6Type = 0x86dd
/** 802.1Q, 802.1ad, and what older switches wrote for it. */
const vlanTypes = new Set([0x8100, 0x88a8, 0x9100])
const tagsMax = 4

const linkTypes = new Map<number, { readonly name: string; readonly findIp: FindIp }>([
  [0, { name: 'NULL', findIp: atFour }],
  [1, { name: 'ETHERNET', findIp: (frame) => afterTags(frame, 12) }],
  [12, { name: 'RAW', findIp: atOnce }],
  [14, { name: 'RAW', findIp: atOnce }],
  [101, { name: 'RAW', findIp: atOnce }],
  [108, { name: 'LOOP', findIp: atFour }],
  // The type stands at the end of "cooked" headers, and at the beginning of version 2's.
  [113, { name: 'LINUX_SLL', findIp: (frame) => afterTags(frame, 14) }],
  [228, { name: 'IPV4', findIp: atOnce }],
  [229, { name: 'IPV6', findIp: atOnce }],
  [276, { name: 'LINUX_SLL2', findIp: findInCooked2 }],
])

export function isKnownLinkType(linkType: number): boolean {
  return linkTypes.has(linkType)
}

/** `1 (ETHERNET), 101 (RAW)`: for an error about another one. */
export function describeLinkTypes(): string {
  return [...linkTypes].map(([number, { name }]) => `${number} (${name})`).join(', ')
}

/** Undefined: the frame carries no IP, or is cut before it. */
export function ipOffset(linkType: number, frame: Buffer): number | undefined {
  return linkTypes.get(linkType)?.findIp(frame)
}

function atOnce(): number {
  return 0
}

/** Four bytes name the family, in the order and with the numbers of the machine: the IP version says it better. */
function atFour(frame: Buffer): number | undefined {
  if (frame.length < 5) return undefined
  const version = frame.readUInt8(4) >> 4
  return version === 4 || version === 6 ? 4 : undefined
}

/** The type of what follows stands at `offset`, unless a VLAN tag does. */
function afterTags(frame: Buffer, offset: number): number | undefined {
  for (let tags = 0; tags <= tagsMax && frame.length >= offset + 2; tags += 1) {
    const type = frame.readUInt16BE(offset)
    if (type === ipv4Type || type === ipv6Type) return offset + 2
    if (!vlanTypes.has(type)) return undefined
    offset += 4
  }
  return undefined
}

function findInCooked2(frame: Buffer): number | undefined {
  if (frame.length < 20) return undefined
  const type = frame.readUInt16BE(0)
  if (type === ipv4Type || type === ipv6Type) return 20
  return vlanTypes.has(type) ? afterTags(frame, 22) : undefined
}
