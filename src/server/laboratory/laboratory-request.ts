import type { SourceText } from '../../kubernetes/reading/source-text.ts'
import type { ProxyMode } from '../../proxy/configuration.ts'
import type { RulesOutput, TraceProtocol } from '../../report/choices.ts'
import type { NameQuestion } from '../../report/names/name-question.ts'
import type { ConnectionTable } from '../../report/played-connections.ts'

/** How a cluster is to be made; kept with it, so that it can be made again. */
export interface ClusterSettings {
  readonly mode: ProxyMode
  /** Nodes to make where the manifests have none. */
  readonly nodeCount?: number
  /** A KubeProxyConfiguration, as its file has it. */
  readonly configuration?: SourceText
}

/** Manifests as they came: bytes that nobody has looked at. */
export interface ManifestBytes {
  readonly file: string
  readonly bytes: Uint8Array
}

/** One thing that was done to a cluster, as it is kept. */
export type ClusterChange =
  | { readonly kind: 'apply'; readonly manifests: readonly ManifestBytes[] }
  | {
      readonly kind: 'delete'
      readonly object: { readonly kind: string; readonly namespace: string; readonly name: string }
    }

/** A packet as a client of the API asks for it. */
export interface PacketQuery {
  readonly from: string
  readonly to: string
  readonly namespace: string
  readonly protocol?: TraceProtocol
  readonly sourcePort?: number
  readonly node?: string
  readonly mode?: ProxyMode
  /** Modes of the kube-proxies that ran on the node before. */
  readonly after?: readonly ProxyMode[]
  readonly seed: number
}

/** What is asked of a laboratory; plain data, which passes between threads. */
export type LaboratoryRequest =
  | {
      readonly kind: 'make'
      readonly cluster: string
      readonly settings: ClusterSettings
      /** The first is what it is made of. */
      readonly changes: readonly ClusterChange[]
    }
  | { readonly kind: 'forget'; readonly cluster: string }
  /** Works a change out without making it; the next `commit` makes it, another `prepare` forgets it. */
  | { readonly kind: 'prepare'; readonly cluster: string; readonly change: ClusterChange }
  | { readonly kind: 'commit'; readonly cluster: string }
  | { readonly kind: 'advance'; readonly cluster: string; readonly byMs: number }
  | { readonly kind: 'summary'; readonly cluster: string }
  | { readonly kind: 'services'; readonly cluster: string; readonly page: Page }
  | {
      readonly kind: 'objects'
      readonly cluster: string
      readonly page: Page
      readonly objectKind?: string
      readonly namespace?: string
    }
  | { readonly kind: 'nodes'; readonly cluster: string; readonly page: Page }
  | { readonly kind: 'node'; readonly cluster: string; readonly node: string }
  | {
      readonly kind: 'rules'
      readonly cluster: string
      readonly node: string
      readonly mode?: ProxyMode
      readonly output?: RulesOutput
      readonly backend?: 'legacy' | 'nft'
      /** Modes of the kube-proxies that ran on the node before. */
      readonly after?: readonly ProxyMode[]
      /** `kube-proxy --cleanup` runs in the end. */
      readonly cleanup?: boolean
    }
  | {
      /** All objects, in one text. */
      readonly kind: 'manifest'
      readonly cluster: string
      readonly output: 'yaml' | 'json' | 'wide'
    }
  | {
      readonly kind: 'resolve'
      readonly cluster: string
      readonly question: NameQuestion
      readonly form: 'json' | 'text'
    }
  | {
      readonly kind: 'environment'
      readonly cluster: string
      readonly pod: string
      readonly namespace: string
      readonly form: 'json' | 'text'
    }
  | {
      /** A node's table after a list of connections; nothing of it stays. */
      readonly kind: 'play'
      readonly cluster: string
      readonly node: string
      readonly mode?: ProxyMode
      readonly list: SourceText
      readonly namespace: string
      readonly seed: number
      readonly output: ConnectionTable
    }
  | {
      readonly kind: 'explain'
      readonly cluster: string
      readonly node: string
      readonly mode?: ProxyMode
      readonly name: string
      readonly namespace: string
    }
  | {
      readonly kind: 'trace'
      readonly cluster: string
      readonly packet: PacketQuery
      readonly all: boolean
      readonly form: 'json' | 'text'
    }
  | { readonly kind: 'open'; readonly cluster: string; readonly packet: PacketQuery }
  | { readonly kind: 'connections'; readonly cluster: string; readonly page: Page }
  | { readonly kind: 'connection'; readonly cluster: string; readonly connection: number }
  | {
      readonly kind: 'table'
      readonly cluster: string
      readonly node: string
      readonly mode?: ProxyMode
    }

/** A part of a list: items from `offset` on, at most `limit`. */
export interface Page {
  readonly offset: number
  readonly limit: number
}

/** An answer, ready to be sent. */
export interface LaboratoryAnswer {
  /** JSON, or the text that was asked for. */
  readonly text: string
  /** What happened meanwhile, each as JSON, for whoever listens to the cluster. */
  readonly events: readonly string[]
}
