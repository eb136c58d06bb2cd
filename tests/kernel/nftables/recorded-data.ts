import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

const folder = join(import.meta.dirname, '../../recordings/data/nft')

/** A recording of nft: one object a line. */
export function recorded<T>(name: string): T[] {
  return gunzipSync(readFileSync(join(folder, name)))
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)
}

/** Times run while nft looks, and a table's handle counts all tables that the machine ever had. */
export function settled(listing: string): string {
  return listing
    .replaceAll(/^(table .*) # handle \d+/gm, '$1')
    .replaceAll(/("table": \{[^}]*"handle": )\d+/g, '$10')
    .replaceAll(/expires \w+/g, 'expires')
    .replaceAll(/"expires": \d+/g, '"expires": 0')
    .trim()
}
