import { UserError } from '../../base/user-error.ts'
import type { MeasuredBackend } from './calibration-cases.ts'
import { type CommandResult, runSystemCommand } from './system-command.ts'

/** The program that loads a backend's rules, and its arguments. */
export type Loader = readonly [string, ...string[]]
export type Loaders = ReadonlyMap<MeasuredBackend, Loader>

/** What the machine is asked, handed in so that tests can answer. */
export interface MachineFacts {
  readonly platform: string
  /** Undefined where there are no user numbers. */
  readonly userId: number | undefined
  run(argv: readonly [string, ...string[]]): Promise<CommandResult>
}

export const thisMachine: MachineFacts = {
  platform: process.platform,
  userId: process.getuid?.(),
  run: (argv) => runSystemCommand(argv),
}

/** Where a distribution has no name of its own for a backend, plain iptables-restore may be it. */
const candidates: readonly (readonly [MeasuredBackend, Loader, version: RegExp])[] = [
  ['iptables-legacy', ['iptables-legacy-restore', '--noflush'], /./],
  ['iptables-legacy', ['iptables-restore', '--noflush'], /legacy/],
  ['iptables-nft', ['iptables-nft-restore', '--noflush'], /./],
  ['iptables-nft', ['iptables-restore', '--noflush'], /nf_tables/],
  ['nftables', ['nft', '-f', '-'], /./],
]

/** The backends that can be measured here. @throws UserError E_CALIBRATION that names all that is missing */
export async function checkRequirements(facts: MachineFacts): Promise<Loaders> {
  const missing: string[] = []
  if (facts.platform !== 'linux') missing.push(`Linux (this is ${facts.platform})`)
  if (facts.userId !== 0) missing.push('root (it makes network namespaces: sudo kpe calibrate)')
  if ((await facts.run(['ip', '-V'])).status !== 0) missing.push('ip (package iproute2)')
  const loaders = new Map<MeasuredBackend, Loader>()
  for (const [backend, loader, version] of candidates) {
    if (loaders.has(backend)) continue
    const { status, stdout } = await facts.run([loader[0], '--version'])
    if (status === 0 && version.test(stdout)) loaders.set(backend, loader)
  }
  if (loaders.size === 0) missing.push('iptables or nft (packages iptables, nftables)')
  if (missing.length > 0)
    throw new UserError('E_CALIBRATION', `missing here: ${missing.join('; ')}`)
  return loaders
}
