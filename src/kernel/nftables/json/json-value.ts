/** JSON as `nft -j` writes and reads it. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined }

export type JsonObject = { readonly [key: string]: JsonValue | undefined }

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** One line, with a blank behind every comma and colon, as jansson's json_dumps writes. */
export function formatJson(value: JsonValue): string {
  if (Array.isArray(value))
    return `[${value.map((item: JsonValue) => formatJson(item)).join(', ')}]`
  if (isJsonObject(value)) {
    const parts: string[] = []
    for (const [key, item] of Object.entries(value))
      if (item !== undefined) parts.push(`${JSON.stringify(key)}: ${formatJson(item)}`)
    return `{${parts.join(', ')}}`
  }
  return JSON.stringify(value)
}
