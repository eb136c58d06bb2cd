/** One `nft -f`: all of it is done, or nothing. `formatTransaction` gives its text. */
export interface NftablesTransaction {
  /** Of the table `kube-proxy`, to which everything here belongs. */
  readonly family: 'ip' | 'ip6'
  readonly operations: readonly NftablesOperation[]
}

export type NftablesOperation =
  | TableOperation
  | ChainOperation
  | RuleOperation
  | ContainerOperation
  | ElementOperation

export interface TableOperation {
  readonly kind: 'table'
  readonly verb: 'add'
  readonly comment: string
}

export interface ChainOperation {
  readonly kind: 'chain'
  /** To add a chain that is there changes nothing. */
  readonly verb: 'add' | 'flush' | 'delete'
  readonly name: string
  /** Undefined: a regular chain. */
  readonly base: BaseChain | undefined
  readonly comment: string | undefined
}

export interface BaseChain {
  readonly type: 'filter' | 'nat'
  readonly hook: 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting'
  readonly priority: number
}

/** Appends a rule. */
export interface RuleOperation {
  readonly kind: 'rule'
  readonly verb: 'add'
  readonly chain: string
  /** In nft's syntax. */
  readonly rule: string
  readonly comment: string | undefined
}

export type ContainerKind = 'set' | 'map'

export interface ContainerOperation {
  readonly kind: ContainerKind
  readonly verb: 'add' | 'flush' | 'delete'
  readonly name: string
  /** What `add` declares. */
  readonly declaration: ContainerDeclaration | undefined
}

export interface ContainerDeclaration {
  /** `ipv4_addr . inet_proto . inet_service : verdict` */
  readonly type: string
  readonly flags: readonly string[]
  /** Of every element. */
  readonly timeoutSeconds: number | undefined
  readonly comment: string | undefined
}

export interface ElementOperation {
  readonly kind: 'element'
  /** To add an element of a map that is there with another verdict would fail. */
  readonly verb: 'add' | 'delete'
  readonly containerKind: ContainerKind
  readonly container: string
  /** `10.96.0.1 . tcp . 80` */
  readonly key: string
  /** Added to a map: the verdict. '' in a set, and where it is deleted by its key alone. */
  readonly value: string
  readonly comment: string | undefined
}

export function addChain(name: string): ChainOperation {
  return { kind: 'chain', verb: 'add', name, base: undefined, comment: undefined }
}

export function flushChain(name: string): ChainOperation {
  return { kind: 'chain', verb: 'flush', name, base: undefined, comment: undefined }
}

export function deleteChain(name: string): ChainOperation {
  return { kind: 'chain', verb: 'delete', name, base: undefined, comment: undefined }
}

export function addRule(chain: string, rule: string, comment?: string): RuleOperation {
  return { kind: 'rule', verb: 'add', chain, rule, comment }
}
