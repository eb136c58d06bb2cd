import { deserialize, serialize } from 'node:v8'
import { crc32 } from 'node:zlib'

const headBytes = 4

/** A value with its checksum in front: the store's own checksums do not cover all that can go wrong. */
export function frameValue(value: unknown): Buffer {
  const body = serialize(value)
  const head = Buffer.alloc(headBytes)
  head.writeUInt32LE(crc32(body))
  return Buffer.concat([head, body])
}

/** Undefined: damaged. */
export function readFramedValue(framed: Uint8Array): { readonly value: unknown } | undefined {
  const bytes = Buffer.from(framed.buffer, framed.byteOffset, framed.byteLength)
  const body = bytes.subarray(headBytes)
  if (bytes.length <= headBytes || bytes.readUInt32LE() !== crc32(body)) return undefined
  try {
    return { value: deserialize(body) }
  } catch {
    return undefined
  }
}

/** Of a framed value: what an index keeps to know it again. */
export function checksumOf(framed: Buffer): number {
  return framed.readUInt32LE()
}
