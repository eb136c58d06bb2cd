import type { ProxyMode } from '../../src/proxy/configuration.ts'

/** `pod`: of the node that is asked about; `client`: outside the cluster. Or an address. */
export type Asker = 'pod' | 'node' | 'client' | (string & {})

/** One request: a connection, a datagram, a ping. */
export interface Request {
  readonly from: Asker
  /** `ADDRESS:PORT`, `[ADDRESS]:PORT`, an address alone for a ping. */
  readonly to: string
  /** Default tcp. */
  readonly protocol?: 'tcp' | 'udp' | 'sctp' | 'icmp'
  /** Default: one that no earlier request had. */
  readonly sourcePort?: number
}

/** What happens before the question is asked. */
export type Preparation =
  | { readonly kind: 'request'; readonly request: Request; readonly keepOpen?: boolean }
  /** That many clients, an address each, connect once. */
  | { readonly kind: 'crowd'; readonly to: string; readonly clients: number }
  /** The cluster becomes this, and kube-proxy takes notice. */
  | { readonly kind: 'change'; readonly objects: readonly unknown[] }
  | { readonly kind: 'wait'; readonly seconds: number }
  /** The kube-proxy of `earlierMode` ends, and one of the mode that is asked about starts; `objects`: what the cluster has become meanwhile. */
  | { readonly kind: 'restart'; readonly objects?: readonly unknown[] }

/** What is asked, and so what the answer speaks of. */
export type Asked =
  /** What becomes of a request; `tells`: also whom the endpoint sees. */
  | {
      readonly kind: 'fate'
      readonly request: Request
      readonly tells?: 'source' | 'source and port'
    }
  /** Whom new requests of one sender reach, one after the other. */
  | { readonly kind: 'series'; readonly request: Request; readonly count: number }
  /** Whether a request reaches the endpoint that the preparation's last one reached. */
  | { readonly kind: 'again'; readonly request: Request }
  /** What becomes of more data on the connection that the preparation kept open. */
  | { readonly kind: 'data' }

/** A packet question that is put to kube-proxy's three modes alike. */
export interface ModeQuestion {
  readonly question: string
  /** What the cluster is like, in a few words. */
  readonly given: string
  readonly objects: readonly unknown[]
  /** Fields of the KubeProxyConfiguration that are not the default. */
  readonly configuration?: Readonly<Record<string, unknown>>
  /** The mode in which kube-proxy runs until the preparation's restart; without it, the one that is asked about. */
  readonly earlierMode?: ProxyMode
  readonly before?: readonly Preparation[]
  readonly asked: Asked
  /** One answer for all modes, or one each; then `reason` says why. */
  readonly expected: string | Readonly<Record<ProxyMode, string>>
  readonly reason?: string
  /** What to know even where the modes agree. */
  readonly remark?: string
  /** Where it is known from: kernel and kube-proxy files, KEPs, recordings. */
  readonly sources: readonly string[]
}

/** Questions on one subject: a section of the document. */
export interface QuestionGroup {
  readonly subject: string
  readonly questions: readonly ModeQuestion[]
}

export function expectedAnswer({ expected }: ModeQuestion, mode: ProxyMode): string {
  return typeof expected === 'string' ? expected : expected[mode]
}
