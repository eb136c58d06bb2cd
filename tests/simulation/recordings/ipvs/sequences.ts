import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** The recorded sequences, as the files they were: name and text. */
export function recordedSequences(): { file: string; text: string }[] {
  const packed = readFileSync(
    new URL('../../../recordings/data/ipvs/sequences.jsonl.gz', import.meta.url),
  )
  return gunzipSync(packed)
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { file, document } = JSON.parse(line) as { file: string; document: unknown }
      return { file, text: JSON.stringify(document) }
    })
}

/** A small question: one service with two servers, and these steps. */
export function questionOf(steps: readonly unknown[], more: object = {}): string {
  const servers = [1, 2].map((number) => ({ ip: `10.244.1.${number}`, port: 8080, weight: 1 }))
  const service = { vip: '10.96.0.10', port: 80, proto: 'tcp', scheduler: 'rr', servers }
  return JSON.stringify({ name: 'small', services: [service], steps, ...more })
}

export const openStep = (id: number, more: object = {}) => ({
  open: {
    id,
    src: '10.1.0.2',
    sport: 20_000 + id,
    vip: '10.96.0.10',
    port: 80,
    proto: 'tcp',
    ...more,
  },
})
