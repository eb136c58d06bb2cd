/** Which word of a command the kernel's refusal is about. */
export type CommandPart =
  | 'command'
  | 'table'
  | 'chain'
  | 'set'
  | 'object'
  | 'element'
  | 'handle'
  | 'target'
  | 'reference'
  | 'rule'
  | 'rule-text'

/** The kernel's refusal of one step, in its own words (errno, as strerror spells it). */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly part: CommandPart
  /** The name that was looked for, or the element's place in its command. */
  readonly detail: string | number | undefined
  /** nft finds this itself, before it asks the kernel. */
  readonly byNft: boolean
  /** The kernel finds this when all is done, if it is still so (nf_tables_validate). */
  readonly ofWhole: boolean

  constructor(
    reason: string,
    part: CommandPart,
    options: { detail?: string | number; byNft?: boolean; ofWhole?: boolean } = {},
  ) {
    super(reason)
    this.part = part
    this.detail = options.detail
    this.byNft = options.byNft ?? false
    this.ofWhole = options.ofWhole ?? false
  }
}

export const errno = {
  noEntry: 'No such file or directory',
  exists: 'File exists',
  busy: 'Device or resource busy',
  notSupported: 'Operation not supported',
  invalid: 'Invalid argument',
  tooManyLinks: 'Too many links',
  tableFull: 'Too many open files in system',
} as const
