/** A hash of words: begin, mix in each word, finish (after MurmurHash3). */
export function beginHash(protocol: number, port: number, extra: number): number {
  return Math.imul((port << 8) ^ protocol ^ extra, 0x9e3779b1)
}

export function mixHash(hash: number, word: number): number {
  return Math.imul(hash ^ word, 0x85ebca6b) ^ (hash >>> 15)
}

export function finishHash(hash: number): number {
  const spread = Math.imul(hash ^ (hash >>> 16), 0xc2b2ae35)
  return spread ^ (spread >>> 16)
}
