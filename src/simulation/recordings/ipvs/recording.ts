import { UserError } from '../../../base/user-error.ts'

/** Formats of `recordings/ipvs/*.json`: a question (`.spec.json`) and its answer share most of it. */
export interface ServerSpec {
  readonly ip: string
  readonly port?: number | null
  readonly weight?: number
  readonly upper?: number
  readonly lower?: number
}

export interface ServiceSpec {
  readonly vip?: string
  readonly port?: number
  readonly proto?: string
  readonly fwmark?: number
  readonly ipv6?: boolean
  readonly scheduler?: string
  readonly flags?: string | readonly string[]
  readonly persistent?: number
  readonly netmask?: string | number
  readonly ops?: boolean
  readonly servers?: readonly ServerSpec[]
  readonly real?: readonly ServerSpec[]
}

export interface OpenSpec {
  readonly id?: number | string
  readonly src?: string | null
  readonly sport?: number
  readonly vip?: string
  readonly port?: number
  readonly proto?: string
  readonly ns?: string
  readonly timeout?: number
}

export interface EditSpec extends ServiceSpec {
  readonly server?: ServerSpec
  readonly weight?: number
}

/** Kernel's own order: [server, weight, active, inactive]. */
export type TableRow = readonly [string, number, number, number]
export type ServerTable = Readonly<Record<string, readonly TableRow[]>>

/** A step, and in an answer what came of it. */
export interface Step {
  readonly open?: OpenSpec
  readonly send?: number | string
  readonly close?: number | string | { readonly id: number | string; readonly how?: string }
  readonly set?: EditSpec
  readonly add?: EditSpec
  readonly remove?: EditSpec
  readonly add_service?: ServiceSpec
  readonly edit_service?: ServiceSpec
  readonly remove_service?: ServiceSpec
  readonly sleep?: number
  readonly wait?: number
  readonly snapshot?: string
  readonly run?: string
  readonly trace?: boolean
  readonly reached?: string | null
  readonly error?: string
  readonly answered?: boolean
  readonly seen_as?: string
  readonly unknown?: boolean
  readonly status?: number
  readonly out?: readonly string[]
  readonly table?: ServerTable
  readonly after?: ServerTable
}

export interface EndSpec {
  readonly table?: ServerTable
  readonly Lnc?: readonly string[]
  readonly Ln?: readonly string[]
  readonly Ln_nosort?: readonly string[]
  readonly S?: readonly string[]
  readonly persistent?: readonly string[]
  readonly stats?: readonly string[]
}

export interface Settings {
  readonly sysctls?: Readonly<Record<string, number | string>>
  readonly timeouts?: readonly number[]
  readonly director?: readonly string[]
  readonly extra_vips?: readonly string[]
  readonly extra_servers?: readonly string[]
}

/** One sequence, question and answer alike. */
export interface Sequence {
  readonly name: string
  readonly about: string | undefined
  readonly kernel: string | undefined
  readonly services: readonly ServiceSpec[]
  readonly settings: Settings
  /** Seconds that the harness waits for an answer. */
  readonly timeout: number
  readonly trace: boolean
  readonly steps: readonly Step[]
  /** False: a question without an answer; nothing can be compared. */
  readonly answered: boolean
  readonly start: ServerTable | undefined
  readonly end: EndSpec | undefined
}

/** Whether a document is a sequence for the real IPVS: services, and results or steps. */
export function isSequence(document: unknown): boolean {
  if (!isObject(document) || !Array.isArray(document.services)) return false
  return Array.isArray(document.results) || Array.isArray(document.steps)
}

/** @throws UserError E_RECORDING */
export function readSequence(file: string, text: string): Sequence {
  const document = parse(file, text)
  if (!isObject(document) || !isSequence(document))
    throw damaged(file, 'no IPVS sequence (expected services, and results or steps)')
  const answered = Array.isArray(document.results)
  const steps = (answered ? document.results : document.steps) as unknown[]
  for (const [index, step] of steps.entries())
    if (!isObject(step)) throw damaged(file, `step ${index + 1} is no object`)
  for (const [index, service] of (document.services as unknown[]).entries())
    if (!isObject(service)) throw damaged(file, `service ${index + 1} is no object`)
  const settings = (isObject(document.settings) ? document.settings : document) as Settings
  return {
    name: typeof document.name === 'string' ? document.name : file,
    about: typeof document.about === 'string' ? document.about : undefined,
    kernel: typeof document.kernel === 'string' ? document.kernel : undefined,
    services: document.services as ServiceSpec[],
    settings: settingsOf(settings),
    timeout: typeof document.timeout === 'number' ? document.timeout : 3,
    trace: document.trace === true || steps.some((step) => isObject(step) && 'after' in step),
    steps: steps as Step[],
    answered,
    start: isObject(document.start) ? (document.start as ServerTable) : undefined,
    end: isObject(document.end) ? (document.end as EndSpec) : undefined,
  }
}

function settingsOf(document: Settings): Settings {
  const { sysctls, timeouts, director, extra_vips, extra_servers } = document
  return {
    ...(sysctls === undefined ? {} : { sysctls }),
    ...(timeouts === undefined ? {} : { timeouts }),
    ...(director === undefined ? {} : { director }),
    ...(extra_vips === undefined ? {} : { extra_vips }),
    ...(extra_servers === undefined ? {} : { extra_servers }),
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw damaged(file, `not JSON: ${(error as Error).message}`)
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function damaged(file: string, what: string): UserError {
  return new UserError('E_RECORDING', what, { file })
}
