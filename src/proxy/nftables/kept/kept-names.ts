/**
 * Chains, or affinity sets, by name: which are in the kernel, which are asked for, and so which are in it for
 * nothing. That costs what changed, not what is there (kube-proxy lists the whole table at each sync).
 */
export class KeptNames {
  readonly #existing = new Set<string>()
  /** How often each is asked for. */
  readonly #wanted = new Map<string, number>()
  readonly #unused = new Set<string>()

  /** `existing`: what the kernel has already. */
  constructor(existing: readonly string[] = []) {
    for (const name of existing) this.added(name)
  }

  want(name: string): void {
    this.#wanted.set(name, (this.#wanted.get(name) ?? 0) + 1)
    this.#unused.delete(name)
  }

  release(name: string): void {
    const count = (this.#wanted.get(name) ?? 0) - 1
    if (count > 0) {
      this.#wanted.set(name, count)
      return
    }
    this.#wanted.delete(name)
    if (this.#existing.has(name)) this.#unused.add(name)
  }

  exists(name: string): boolean {
    return this.#existing.has(name)
  }

  /** Everything that is in the kernel, by name. */
  list(): string[] {
    return [...this.#existing].sort()
  }

  /** In the kernel though nobody asks for them, by name. */
  unused(): string[] {
    return [...this.#unused].sort()
  }

  /** The kernel has it now. */
  added(name: string): void {
    this.#existing.add(name)
    if (!this.#wanted.has(name)) this.#unused.add(name)
  }

  /** The kernel has it no longer. */
  deleted(name: string): void {
    this.#existing.delete(name)
    this.#unused.delete(name)
  }
}
