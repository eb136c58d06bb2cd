import { createHash } from 'node:crypto'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/**
 * The first `length` (at most 16) characters of base32(sha256(text)): what makes kube-proxy's chain names
 * unique. iptables takes 16 of them, nftables 8.
 */
export function nameHash(text: string, length: 8 | 16): string {
  const digest = createHash('sha256').update(text).digest()
  let bits = 0
  let bitCount = 0
  let hash = ''
  for (let index = 0; hash.length < length; index += 1) {
    bits = ((bits << 8) | (digest[index] ?? 0)) & 0xffff
    for (bitCount += 8; bitCount >= 5 && hash.length < length; bitCount -= 5)
      hash += alphabet[(bits >>> (bitCount - 5)) & 31]
  }
  return hash
}
