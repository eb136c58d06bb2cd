import type { Draft, Evaluation, OptionWords, Target, TargetExtension } from '../model/extension.ts'

/** `-j CT`: how conntrack is to treat the packet (net/netfilter/xt_CT.c, extensions/libxt_CT.c). */
export const conntrackTemplate: TargetExtension = {
  name: 'CT',
  begin: () => new TemplateDraft('CT'),
}

/** `-j NOTRACK`: the older spelling of `-j CT --notrack`, printed as it was written. */
export const noTrack: TargetExtension = {
  name: 'NOTRACK',
  begin: () => new TemplateDraft('NOTRACK'),
}

/** In the order that iptables-save prints them. */
const optionOrder = [
  '--helper',
  '--timeout',
  '--ctevents',
  '--expevents',
  '--zone',
  '--zone-orig',
  '--zone-reply',
]

class TemplateTarget implements Target {
  readonly name: 'CT' | 'NOTRACK'
  readonly tables = ['raw'] as const
  readonly notrack: boolean
  readonly options: ReadonlyMap<string, string>

  constructor(name: 'CT' | 'NOTRACK', notrack: boolean, options: ReadonlyMap<string, string>) {
    this.name = name
    this.notrack = notrack
    this.options = options
  }

  print(): string {
    if (this.name === 'NOTRACK') return ''
    if (this.notrack) return ' --notrack'
    return optionOrder
      .filter((option) => this.options.has(option))
      .map((option) => ` ${option} ${this.options.get(option)}`)
      .join('')
  }

  apply({ buffer, context }: Evaluation): undefined {
    // xt_ct_target: a packet that has its connection already keeps it.
    if (buffer.connectionState !== undefined) return undefined
    if (this.notrack) buffer.connectionState = 'UNTRACKED'
    else if ([...this.options.keys()].some((option) => option.startsWith('--zone')))
      context.trace?.step({
        kind: 'unknown',
        question: `which connection does the packet belong to after "-j CT${this.print()}"? (zones are not modelled)`,
      })
    return undefined
  }
}

class TemplateDraft implements Draft<Target> {
  readonly #name: 'CT' | 'NOTRACK'
  #notrack: boolean
  readonly #options = new Map<string, string>()

  constructor(name: 'CT' | 'NOTRACK') {
    this.#name = name
    this.#notrack = name === 'NOTRACK'
  }

  take(option: string, words: OptionWords): boolean {
    if (this.#name === 'NOTRACK') return false
    if (option === '--notrack') {
      this.#notrack = true
      return true
    }
    if (!optionOrder.includes(option)) return false
    this.#options.set(option, words.next('a value'))
    return true
  }

  finish(): Target {
    return new TemplateTarget(this.#name, this.#notrack, this.#options)
  }
}
