import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { UserError } from '../../base/user-error.ts'
import { type CommandResult, runSystemCommand } from './system-command.ts'

const prefix = 'kpe-calibrate-'
/** The sender, the node that gets the rules, another that never gets any, and the pods behind both. */
type Place = 'client' | 'node' | 'bare' | 'pods'
const places: readonly Place[] = ['client', 'node', 'bare', 'pods']

/** A pod behind the node without rules: the path over which everything else is counted. */
export const bareAddress = '10.64.77.1'

/**
 * Four network namespaces of this process, client – node – pods and client – bare node – pods, tied by veth pairs; no link
 * leads out of them. What is sent to a pod arrives there and is thrown away: nobody answers. Neighbours are permanent,
 * so that no ARP is timed.
 */
export class TestBed {
  readonly #tag: string

  constructor(processId = process.pid) {
    this.#tag = `${prefix}${processId}`
  }

  nameOf(place: Place): string {
    return `${this.#tag}-${place}`
  }

  /** Makes the namespaces anew, empty of rules. @throws UserError E_CALIBRATION */
  async make(): Promise<void> {
    this.remove()
    for (const place of places) await this.#ip(`netns add ${this.nameOf(place)}`)
    await this.#tie('node', 0, '10.128.0.0/9')
    await this.#tie('bare', 1, '10.64.0.0/11')
    await this.#ip(`-n ${this.nameOf('client')} route add default via 192.168.0.10 dev c0`)
  }

  /** Runs a program there. */
  run(place: Place, argv: readonly string[], input = ''): Promise<CommandResult> {
    return runSystemCommand(['ip', 'netns', 'exec', this.nameOf(place), ...argv], input)
  }

  /** Loads rules into the node. @throws UserError E_CALIBRATION with what the program said */
  async load(argv: readonly string[], text: string): Promise<void> {
    await this.#must('node', argv, text)
  }

  /** How many connections the node's kernel follows. */
  async connectionCount(): Promise<number> {
    const file = '/proc/sys/net/netfilter/nf_conntrack_count'
    return Number((await this.#must('node', ['cat', file])).trim())
  }

  /** Takes the namespaces away, and with them everything in them; works also while the process ends. */
  remove(): void {
    for (const place of places)
      if (existsSync(`/run/netns/${this.nameOf(place)}`)) TestBed.removeNamed(this.nameOf(place))
  }

  static removeNamed(name: string): void {
    spawnSync('ip', ['netns', 'del', name], { stdio: 'ignore' })
  }

  /** Links number `link`: client – node – pods, with the node's way to the pods, and the client's through the node. */
  async #tie(place: 'node' | 'bare', link: number, podNetwork: string): Promise<void> {
    const [client, node, pods] = [this.nameOf('client'), this.nameOf(place), this.nameOf('pods')]
    const mac = (number: number) => `02:00:00:00:0${link}:0${number}`
    for (const line of [
      `link add eth0 netns ${node} type veth peer name c${link} netns ${client}`,
      `link add cni0 netns ${node} type veth peer name p${link} netns ${pods}`,
      `-n ${client} link set c${link} address ${mac(1)} up`,
      `-n ${node} link set eth0 address ${mac(2)} up`,
      `-n ${node} link set cni0 address ${mac(3)} up`,
      `-n ${pods} link set p${link} address ${mac(4)} up`,
      `-n ${client} addr add 192.168.${link}.1/24 dev c${link}`,
      `-n ${node} addr add 192.168.${link}.10/24 dev eth0`,
      `-n ${node} addr add 10.244.0.1/24 dev cni0`,
      `-n ${client} neigh add 192.168.${link}.10 lladdr ${mac(2)} dev c${link} nud permanent`,
      `-n ${node} neigh add 192.168.${link}.1 lladdr ${mac(1)} dev eth0 nud permanent`,
      `-n ${node} neigh add 10.244.0.2 lladdr ${mac(4)} dev cni0 nud permanent`,
      `-n ${node} route add default via 192.168.${link}.1 dev eth0`,
      `-n ${node} route add ${podNetwork} via 10.244.0.2 dev cni0`,
      `-n ${client} route add ${podNetwork} via 192.168.${link}.10 dev c${link}`,
    ])
      await this.#ip(line)
    for (const [name, value] of [
      ['ipv4/ip_forward', 1],
      ['ipv4/conf/all/rp_filter', 0],
      ['ipv4/conf/eth0/rp_filter', 0],
    ] as const)
      await this.#must(place, ['sh', '-c', `echo ${value} > /proc/sys/net/${name}`])
  }

  async #ip(line: string): Promise<void> {
    const { status, stderr } = await runSystemCommand(['ip', ...line.split(' ')])
    if (status !== 0) throw failed(`ip ${line}`, stderr)
  }

  async #must(place: Place, argv: readonly string[], input = ''): Promise<string> {
    const { status, stdout, stderr } = await this.run(place, argv, input)
    if (status !== 0) throw failed(argv.join(' '), stderr)
    return stdout
  }
}

/** Namespaces that a killed run left behind: of processes that are no more. */
export function leftBehind(names: readonly string[], isAlive: (pid: number) => boolean): string[] {
  return names.filter((name) => {
    const pid = Number(/^kpe-calibrate-(\d+)-/.exec(name)?.[1])
    return Number.isInteger(pid) && !isAlive(pid)
  })
}

function failed(what: string, stderr: string): UserError {
  const [line = ''] = stderr.trim().split('\n')
  return new UserError('E_CALIBRATION', `the machine refused \`${what}\`: ${line}`)
}
