import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { KeptCluster } from '../../src/server/laboratory/kept-cluster.ts'
import { Laboratory } from '../../src/server/laboratory/laboratory.ts'
import type {
  ClusterChange,
  ManifestBytes,
} from '../../src/server/laboratory/laboratory-request.ts'

const folder = join('examples', 'shop')

/** The example shop, as files. */
export const shopFiles: readonly ManifestBytes[] = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .sort()
  .map((file) => ({ file, bytes: readFileSync(join(folder, file)) }))

/** The shop in one text. */
export const shopText = shopFiles.map(({ bytes }) => Buffer.from(bytes).toString()).join('\n---\n')

export const shopChange: ClusterChange = { kind: 'apply', manifests: shopFiles }

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

export function applyText(text: string): ClusterChange {
  return { kind: 'apply', manifests: [{ file: 'change.yaml', bytes: bytesOf(text) }] }
}

export const deleteCatalog: ClusterChange = {
  kind: 'delete',
  object: { kind: 'Deployment', namespace: 'shop', name: 'catalog' },
}

export function shopCluster(...changes: readonly ClusterChange[]): KeptCluster {
  return new KeptCluster('shop', { mode: 'iptables' }, [shopChange, ...changes])
}

/** A laboratory with the shop in it. */
export function shopLaboratory(): Laboratory {
  const laboratory = new Laboratory()
  laboratory.answer({
    kind: 'make',
    cluster: 'shop',
    settings: { mode: 'iptables' },
    changes: [shopChange],
  })
  return laboratory
}

export const catalogPacket = {
  from: 'pod/shop/database-0',
  to: 'svc/shop/catalog:80',
  namespace: 'default',
  seed: 1,
} as const
