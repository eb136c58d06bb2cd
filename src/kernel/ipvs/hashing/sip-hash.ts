/**
 * SipHash-1-3 of one 32-bit word, low 32 bits of the result: the kernel's hsiphash on 64-bit machines
 * (lib/siphash.c; J.-P. Aumasson, D. J. Bernstein, "SipHash: a fast short-input PRF", 2012). Both halves
 * of the key are `key`. The four 64-bit words are kept as pairs of 32-bit ones.
 */
export function sipHash13(value: number, key: number): number {
  const state = [
    0x736f6d65, 0x70736575, 0x646f7261, 0x6e646f6d, 0x6c796765, 0x6e657261, 0x74656462, 0x79746573,
  ]
  const words = Int32Array.from(state)
  for (let word = 1; word < 8; word += 2) words[word] = (words[word] ?? 0) ^ key
  // The last block: the length (4) in the top byte, then the four bytes.
  words[6] = (words[6] ?? 0) ^ 0x04000000
  words[7] = (words[7] ?? 0) ^ value
  round(words)
  words[0] = (words[0] ?? 0) ^ 0x04000000
  words[1] = (words[1] ?? 0) ^ value
  words[5] = (words[5] ?? 0) ^ 0xff
  round(words)
  round(words)
  round(words)
  return ((words[1] ?? 0) ^ (words[3] ?? 0) ^ (words[5] ?? 0) ^ (words[7] ?? 0)) >>> 0
}

/** One SipRound over v0 … v3, each a pair high, low. */
function round(v: Int32Array): void {
  add(v, 0, 2)
  rotate(v, 2, 13)
  exclusive(v, 2, 0)
  swap(v, 0)
  add(v, 4, 6)
  rotate(v, 6, 16)
  exclusive(v, 6, 4)
  add(v, 0, 6)
  rotate(v, 6, 21)
  exclusive(v, 6, 0)
  add(v, 4, 2)
  rotate(v, 2, 17)
  exclusive(v, 2, 4)
  swap(v, 4)
}

function add(v: Int32Array, to: number, from: number): void {
  const low = ((v[to + 1] ?? 0) >>> 0) + ((v[from + 1] ?? 0) >>> 0)
  v[to] = (v[to] ?? 0) + (v[from] ?? 0) + (low > 0xffffffff ? 1 : 0)
  v[to + 1] = low
}

function exclusive(v: Int32Array, to: number, from: number): void {
  v[to] = (v[to] ?? 0) ^ (v[from] ?? 0)
  v[to + 1] = (v[to + 1] ?? 0) ^ (v[from + 1] ?? 0)
}

function rotate(v: Int32Array, at: number, bits: number): void {
  const high = v[at] ?? 0
  const low = v[at + 1] ?? 0
  v[at] = (high << bits) | (low >>> (32 - bits))
  v[at + 1] = (low << bits) | (high >>> (32 - bits))
}

/** Rotation by 32. */
function swap(v: Int32Array, at: number): void {
  const high = v[at] ?? 0
  v[at] = v[at + 1] ?? 0
  v[at + 1] = high
}
