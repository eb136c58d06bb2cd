/** Access to JSON of unknown shape: what is missing, null or of another type is not there. */
export type RawRecord = Readonly<Record<string, unknown>>

export function isRecord(value: unknown): value is RawRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function recordIn(record: RawRecord, name: string): RawRecord {
  const value = record[name]
  return isRecord(value) ? value : {}
}

export function recordsIn(record: RawRecord, name: string): readonly RawRecord[] {
  const value = record[name]
  return Array.isArray(value) ? value.filter(isRecord) : []
}

export function textIn(record: RawRecord, name: string): string | undefined {
  const value = record[name]
  return typeof value === 'string' ? value : undefined
}

export function numberIn(record: RawRecord, name: string): number | undefined {
  const value = record[name]
  return typeof value === 'number' ? value : undefined
}

export function booleanIn(record: RawRecord, name: string): boolean | undefined {
  const value = record[name]
  return typeof value === 'boolean' ? value : undefined
}

/** A list of texts; also one text with commas. */
export function textsIn(record: RawRecord, name: string): readonly string[] {
  const value = record[name]
  if (typeof value === 'string')
    return value
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
  return Array.isArray(value) ? value.filter((part) => typeof part === 'string') : []
}

/** Texts by name. */
export function labelsIn(record: RawRecord, name: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(recordIn(record, name)).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  )
}

/** JSON's null is no value in Go, as if the field did not stand there. */
export function withoutNulls(record: RawRecord): RawRecord {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null))
}

/** Only the fields that are there. */
export function defined<Fields extends object>(fields: Fields): DefinedFields<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as DefinedFields<Fields>
}

type DefinedFields<Fields> = {
  [Name in keyof Fields as undefined extends Fields[Name] ? never : Name]: Fields[Name]
} & {
  [Name in keyof Fields as undefined extends Fields[Name] ? Name : never]?: Exclude<
    Fields[Name],
    undefined
  >
}
