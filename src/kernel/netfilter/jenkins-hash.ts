/**
 * Bob Jenkins' lookup3 over 32-bit words (public domain, burtleburtle.net/bob/c/lookup3.c, hashword),
 * as the kernel's jhash2 computes it: it decides which of several addresses NAT takes.
 */
export function jenkinsHash(words: readonly number[], seed: number): number {
  const state = new Uint32Array(3).fill((0xdeadbeef + (words.length << 2) + seed) >>> 0)
  let at = 0
  for (; words.length - at > 3; at += 3) {
    add(state, words, at)
    mix(state)
  }
  if (words.length > at) {
    add(state, words, at)
    finish(state)
  }
  return state[2] ?? 0
}

function add(state: Uint32Array, words: readonly number[], at: number): void {
  for (let index = 0; index < 3; index += 1)
    state[index] = (state[index] ?? 0) + ((words[at + index] ?? 0) >>> 0)
}

function rotate(word: number, bits: number): number {
  return ((word << bits) | (word >>> (32 - bits))) >>> 0
}

function mix(state: Uint32Array): void {
  let [a = 0, b = 0, c = 0] = state
  a = ((a - c) ^ rotate(c, 4)) >>> 0
  c = (c + b) >>> 0
  b = ((b - a) ^ rotate(a, 6)) >>> 0
  a = (a + c) >>> 0
  c = ((c - b) ^ rotate(b, 8)) >>> 0
  b = (b + a) >>> 0
  a = ((a - c) ^ rotate(c, 16)) >>> 0
  c = (c + b) >>> 0
  b = ((b - a) ^ rotate(a, 19)) >>> 0
  a = (a + c) >>> 0
  c = ((c - b) ^ rotate(b, 4)) >>> 0
  b = (b + a) >>> 0
  state.set([a, b, c])
}

function finish(state: Uint32Array): void {
  let [a = 0, b = 0, c = 0] = state
  c = ((c ^ b) - rotate(b, 14)) >>> 0
  a = ((a ^ c) - rotate(c, 11)) >>> 0
  b = ((b ^ a) - rotate(a, 25)) >>> 0
  c = ((c ^ b) - rotate(b, 16)) >>> 0
  a = ((a ^ c) - rotate(c, 4)) >>> 0
  b = ((b ^ a) - rotate(a, 14)) >>> 0
  c = ((c ^ b) - rotate(b, 24)) >>> 0
  state.set([a, b, c])
}
