/** What a kubelet does to ask a container, or to tell it something: exactly one of these. */
export interface Handler {
  readonly exec?: { readonly command: readonly string[] }
  readonly httpGet?: {
    readonly path: string
    readonly port: number | string
    readonly scheme: string
    readonly host?: string
    readonly httpHeaders?: readonly { readonly name: string; readonly value: string }[]
  }
  readonly tcpSocket?: { readonly port: number | string; readonly host?: string }
  readonly grpc?: { readonly port: number; readonly service?: string }
  /** Of lifecycle handlers only. */
  readonly sleep?: { readonly seconds: number }
}

/** When a container counts as ready. Defaults set (pkg/apis/core/v1/defaults.go SetDefaults_Probe). */
export interface Probe extends Handler {
  readonly initialDelaySeconds: number
  readonly timeoutSeconds: number
  readonly periodSeconds: number
  readonly successThreshold: number
  readonly failureThreshold: number
}

export interface Lifecycle {
  readonly postStart?: Handler
  readonly preStop?: Handler
}
