import { setSysctl } from '../../../kernel/ipvs/model/settings.ts'
import { formatConnections } from '../../../kernel/ipvs/text/ipvsadm-connections.ts'
import { formatList, formatTimeouts } from '../../../kernel/ipvs/text/ipvsadm-list.ts'
import { formatSave } from '../../../kernel/ipvs/text/ipvsadm-save.ts'
import type { Laboratory } from './laboratory.ts'

export interface ShellOutput {
  readonly status: number
  readonly lines: readonly string[]
  /** False: some part is not emulated; `lines` say nothing. */
  readonly understood: boolean
}

interface PartOutput {
  readonly status: number
  /** undefined: so many lines that are not emulated. */
  readonly lines: readonly (string | undefined)[]
}

/** Stands in the output for a line that is not emulated (`--stats`). */
export const anyLine = '\u0000'

/** The few commands that sequences run on the director. */
export class Shell {
  readonly #laboratory: Laboratory

  constructor(laboratory: Laboratory) {
    this.#laboratory = laboratory
  }

  /** `A; B`, `A && B`, `A || B`, each with `| grep TEXT`. */
  run(text: string): ShellOutput {
    const lines: (string | undefined)[] = []
    let status = 0
    for (const list of text.split(/[;\n]/).filter((part) => part.trim() !== '')) {
      const parts = list.split(/(&&|\|\|)/)
      let skip = false
      for (const part of parts) {
        if (part === '&&') skip = status !== 0
        else if (part === '||') skip = status === 0
        else if (!skip) {
          const output = this.#pipeline(part.trim())
          if (output === undefined) return { status: 0, lines: [], understood: false }
          lines.push(...output.lines)
          status = output.status
        }
      }
    }
    return { status, lines: lines.map((line) => line ?? anyLine), understood: true }
  }

  #pipeline(text: string): PartOutput | undefined {
    const [command = '', ...filters] = text.split('|').map((part) => part.trim())
    let output = this.#command(command)
    for (const filter of filters) {
      const pattern = /^grep (?:-F )?(?:-- )?'?([^'\s]+)'?$/.exec(filter)?.[1]
      if (pattern === undefined || output === undefined) return undefined
      const lines: (string | undefined)[] = output.lines.filter(
        (line) => line?.includes(pattern) === true,
      )
      output = { status: lines.length > 0 ? 0 : 1, lines }
    }
    return output
  }

  #command(text: string): PartOutput | undefined {
    const words = text.split(/\s+/)
    if (words[0] === 'ipvsadm') return this.#ipvsadm(words.slice(1))
    const echo = /^echo (-?\d+) *> *\/proc\/sys\/(net\/ipv4\/vs\/\w+)$/.exec(text)
    if (echo !== null) return this.#set(echo[2] ?? '', echo[1] ?? '', [])
    const sysctl = /^sysctl (?:-q )?-w ([\w./]+)=(-?\d+)$/.exec(text)
    if (sysctl === null) return undefined
    const [, name = '', value = ''] = sysctl
    const said = text.includes(' -q ') ? [] : [`${name.replaceAll('/', '.')} = ${value}`]
    return this.#set(name, value, said)
  }

  #set(name: string, value: string, lines: string[]): PartOutput | undefined {
    if (!/^net[./]ipv4[./]vs[./]/.test(name)) return undefined
    return setSysctl(this.#laboratory.engine.sysctls, name, value)
      ? { status: 0, lines }
      : undefined
  }

  #ipvsadm(words: readonly string[]): PartOutput | undefined {
    const { engine } = this.#laboratory
    const options = new Set(
      words.flatMap((word) => (/^-[A-Za-z]+$/.test(word) ? [...word.slice(1)] : [word])),
    )
    const ok = (lines: readonly (string | undefined)[]): PartOutput => ({ status: 0, lines })
    if (words[0] === '--set' && words.length === 4) {
      const [tcp = 0, tcpFin = 0, udp = 0] = words.slice(1).map(Number)
      engine.timeouts.set({ tcp, tcpFin, udp })
      return ok([])
    }
    if (options.has('S') || options.has('--save'))
      return options.has('n') ? ok(formatSave(engine.virtualServers)) : undefined
    if (!options.has('L') && !options.has('l') && !options.has('--list')) return undefined
    const numeric = options.has('n') || options.has('--numeric')
    for (const list of ['L', 'l', '--list', '--sort', 'n', '--numeric']) options.delete(list)
    if (options.has('--timeout')) return ok([formatTimeouts(engine.timeouts.settings)])
    // Without -n names of hosts and services are looked up.
    if (!numeric) return undefined
    if (options.has('c')) return options.size === 1 ? ok(formatConnections(engine)) : undefined
    const sorted = !options.delete('--nosort')
    if (options.size === 0)
      return ok(formatList(engine.virtualServers, { columns: 'plain', sorted }))
    if (options.size > 1) return undefined
    const plain = formatList(engine.virtualServers, { columns: 'plain', sorted })
    if (options.has('--stats') || options.has('--rate')) return ok(plain.map(() => undefined))
    const columns = options.has('--persistent-conn')
      ? 'persistent'
      : options.has('--thresholds')
        ? 'thresholds'
        : undefined
    return columns && ok(formatList(engine.virtualServers, { columns, sorted }))
  }
}
