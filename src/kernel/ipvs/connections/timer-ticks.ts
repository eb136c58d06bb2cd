/**
 * When a timer of the kernel's wheel fires (kernel/time/timer.c): it goes to the level that its distance asks for, and fires at the
 * end of a bucket of that level. Ticks are 32-bit numbers that wrap.
 */
export const levelShift = 3

/** The tick at which a timer really fires that is set to `ticks` after `now`. */
export function fireTick(now: number, ticks: number): number {
  return roundUp((now + ticks) | 0, levelOf(ticks))
}

/** Level by distance (calc_wheel_index: LVL_START): 63 ticks, and eight times as many a level. */
export function levelOf(ticks: number): number {
  if (ticks < 63) return 0
  if (ticks < 504) return 1
  if (ticks < 4_032) return 2
  if (ticks < 32_256) return 3
  if (ticks < 258_048) return 4
  if (ticks < 2_064_384) return 5
  if (ticks < 16_515_072) return 6
  return ticks < 132_120_576 ? 7 : 8
}

/** Never early: to the end of the bucket, and a whole one further if it falls on its edge (calc_index). */
export function roundUp(expires: number, level: number): number {
  const shift = level * levelShift
  return (((expires + (1 << shift)) >> shift) << shift) | 0
}
