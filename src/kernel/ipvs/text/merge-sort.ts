/**
 * Sorts as glibc's qsort does (stdlib/msort.c): halves, the smaller one first, merged. ipvsadm's comparisons are not
 * transitive (they subtract 32-bit addresses and keep the sign), so the result depends on the algorithm.
 */
export function mergeSort<T>(items: readonly T[], compare: (one: T, other: T) => number): T[] {
  if (items.length < 2) return [...items]
  const half = items.length >> 1
  const first = mergeSort(items.slice(0, half), compare)
  const second = mergeSort(items.slice(half), compare)
  const merged: T[] = []
  let left = 0
  let right = 0
  while (left < first.length && right < second.length) {
    const one = first[left] as T
    const other = second[right] as T
    if (compare(one, other) <= 0) {
      merged.push(one)
      left += 1
    } else {
      merged.push(other)
      right += 1
    }
  }
  return [...merged, ...first.slice(left), ...second.slice(right)]
}
