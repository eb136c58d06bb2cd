/** Kubernetes' alphabet for generated names: no vowels, nothing that looks like another sign. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789'

/** 53 bits of a text, evenly spread; the same on every machine (two lanes of FNV-1a, then mixed). */
export function hashText(text: string): number {
  let low = 0x811c9dc5
  let high = 0x9e3779b9
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    low = Math.imul(low ^ code, 0x01000193)
    high = Math.imul(high ^ (code + index), 0x85ebca6b)
  }
  low = Math.imul(low ^ (low >>> 16) ^ high, 0xc2b2ae35)
  high = Math.imul(high ^ (high >>> 13) ^ low, 0x27d4eb2f)
  return ((high ^ (high >>> 15)) >>> 11) * 2 ** 32 + ((low ^ (low >>> 16)) >>> 0)
}

/** What a controller appends to `generateName`, always the same for the same text. */
export function nameSuffix(text: string, length = 5): string {
  let hash = hashText(text)
  let suffix = ''
  for (let place = 0; place < length; place += 1) {
    suffix += alphabet[hash % alphabet.length]
    hash = Math.floor(hash / alphabet.length)
  }
  return suffix
}

/** A UID in the form of a version 4 UUID. */
export function uidOf(kind: string, namespace: string, name: string): string {
  const first = hashText(`${kind}/${namespace}/${name}`)
  const second = hashText(`${name}/${namespace}/${kind}`)
  const [a, b, c, d] = [low(first), low(first / 2 ** 21), low(second), low(second / 2 ** 21)]
  return `${hex(a, 8)}-${hex(b, 4)}-4${hex(b >>> 20, 3)}-a${hex(c, 3)}-${hex(c >>> 16, 4)}${hex(d, 8)}`
}

/** The lower 32 bits: small integers are much cheaper to print than others. */
function low(value: number): number {
  return (value % 2 ** 32) >>> 0
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(8, '0').slice(-digits)
}
