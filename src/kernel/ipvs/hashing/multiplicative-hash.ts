/** Top `bits` bits of value · 0x61C88647 (GOLDEN_RATIO_32, include/linux/hash.h: hash_32). */
export function hash32(value: number, bits: number): number {
  return Math.imul(value, 0x61c88647) >>> (32 - bits)
}
