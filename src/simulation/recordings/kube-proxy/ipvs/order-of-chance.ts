/**
 * A step begins with the deletions of the minute's look at terminating servers, and kube-proxy walks those as
 * a Go map (graceful_termination.go flushList): their order is chance, so they are compared sorted.
 */
export function withoutChance(operations: readonly unknown[]): readonly unknown[] {
  const end = operations.findIndex((one) => !String(one).startsWith('DeleteRealServer '))
  const deletions = end < 0 ? operations : operations.slice(0, end)
  return [...deletions.toSorted(), ...operations.slice(deletions.length)]
}
