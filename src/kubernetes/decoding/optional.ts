/** An object without the fields that are undefined (`exactOptionalPropertyTypes` tells them apart). */
export function defined<T extends object>(fields: T): Defined<T> {
  const result: Partial<T> = {}
  // Entries would be an array and a pair for every field: this runs for every endpoint of a cluster.
  for (const name in fields) if (fields[name] !== undefined) result[name] = fields[name]
  return result as unknown as Defined<T>
}

type Defined<T> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K]
} & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}
