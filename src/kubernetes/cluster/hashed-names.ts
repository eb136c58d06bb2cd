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
  const text = `${kind}/${namespace}/${name}`
  const hex = [0, 1, 2]
    .map((lane) => hashText(`${lane}:${text}`).toString(16).padStart(13, '0').slice(-11))
    .join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-a${hex.slice(15, 18)}-${hex.slice(18, 30)}`
}
