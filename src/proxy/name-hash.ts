import { hash } from 'node:crypto'

/** RFC 4648 base32, as character codes. */
const codes = Uint8Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', (letter) => letter.charCodeAt(0))

/**
 * The first characters of base32(sha256(text)): what makes kube-proxy's chain names unique. iptables takes
 * 16 of them, nftables 8.
 */
export function nameHash(text: string, length: 8 | 16 = 16): string {
  const digest = hash('sha256', text, 'binary')
  const first = wordAt(digest, 0)
  const second = wordAt(digest, 4)
  const third = wordAt(digest, 8)
  // Made in one go, since a text that is put together from parts costs again wherever it is used.
  const name = String.fromCharCode(
    code(first >>> 27),
    code(first >>> 22),
    code(first >>> 17),
    code(first >>> 12),
    code(first >>> 7),
    code(first >>> 2),
    code((first << 3) | (second >>> 29)),
    code(second >>> 24),
    code(second >>> 19),
    code(second >>> 14),
    code(second >>> 9),
    code(second >>> 4),
    code((second << 1) | (third >>> 31)),
    code(third >>> 26),
    code(third >>> 21),
    code(third >>> 16),
  )
  return length === 16 ? name : name.slice(0, length)
}

function wordAt(digest: string, index: number): number {
  return (
    (digest.charCodeAt(index) << 24) |
    (digest.charCodeAt(index + 1) << 16) |
    (digest.charCodeAt(index + 2) << 8) |
    digest.charCodeAt(index + 3)
  )
}

function code(bits: number): number {
  return codes[bits & 31] ?? 0
}
