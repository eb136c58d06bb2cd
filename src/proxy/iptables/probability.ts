const known: string[] = []

/** 1/n as Go's `%0.10f` prints it. */
export function probability(n: number): string {
  const text = known[n]
  if (text !== undefined) return text
  // Of all 1/n only 1/2048 lies exactly between two texts: Go takes the even one, JavaScript the larger one.
  const made = n === 2048 ? '0.0004882812' : (1 / n).toFixed(10)
  if (n <= knownMax) known[n] = made
  return made
}

const knownMax = 10_000
