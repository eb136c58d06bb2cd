/** Equality of plain data, field by field; where an object stands in the input (`at`) does not count. */
export function deepEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b))
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => deepEqual(item, b[index]))
    )
  const fieldsOfA = fieldsOf(a)
  const fieldsOfB = fieldsOf(b)
  if (fieldsOfA.length !== fieldsOfB.length) return false
  const valuesOfB = new Map(fieldsOfB)
  return fieldsOfA.every(
    ([name, value]) => valuesOfB.has(name) && deepEqual(value, valuesOfB.get(name)),
  )
}

function fieldsOf(value: object): [string, unknown][] {
  return Object.entries(value).filter(([name, field]) => name !== 'at' && field !== undefined)
}
