import { hash } from 'node:crypto'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
/** Two base32 characters by their ten bits. */
const pairs = Array.from(
  { length: 1024 },
  (_, bits) => `${alphabet[bits >>> 5]}${alphabet[bits & 31]}`,
)

/**
 * The first characters of base32(sha256(text)): what makes kube-proxy's chain names unique. iptables takes
 * 16 of them, nftables 8.
 */
export function nameHash(text: string, length: 8 | 16 = 16): string {
  const digest = hash('sha256', text, 'binary')
  const first = wordAt(digest, 0)
  const second = wordAt(digest, 4)
  const third = wordAt(digest, 8)
  const half =
    pair(first >>> 22) +
    pair(first >>> 12) +
    pair(first >>> 2) +
    pair((first << 8) | (second >>> 24))
  if (length === 8) return half
  return (
    half +
    pair(second >>> 14) +
    pair(second >>> 4) +
    pair((second << 6) | (third >>> 26)) +
    pair(third >>> 16)
  )
}

function wordAt(digest: string, index: number): number {
  return (
    (digest.charCodeAt(index) << 24) |
    (digest.charCodeAt(index + 1) << 16) |
    (digest.charCodeAt(index + 2) << 8) |
    digest.charCodeAt(index + 3)
  )
}

function pair(bits: number): string {
  return pairs[bits & 1023] ?? ''
}
