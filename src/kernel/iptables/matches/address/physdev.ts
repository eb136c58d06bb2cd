import type { Draft, Match, MatchExtension, OptionWords } from '../../model/extension.ts'
import { type InterfacePattern, parseInterfacePattern } from '../../model/interface-pattern.ts'

/**
 * `-m physdev` (net/netfilter/xt_physdev.c). No packet here crosses a bridge with br_netfilter, so every
 * test fails unless it is negated, as the kernel has it for packets without bridge information.
 */
export const physdev: MatchExtension = { name: 'physdev', begin: () => new PhysdevDraft() }

interface DeviceTest {
  readonly option: string
  readonly device: InterfacePattern | undefined
  readonly inverted: boolean
}

/** In the order that iptables-save prints them. */
const optionOrder = [
  '--physdev-is-in',
  '--physdev-in',
  '--physdev-is-out',
  '--physdev-out',
  '--physdev-is-bridged',
]

class PhysdevMatch implements Match {
  readonly name = 'physdev'
  readonly pure = true
  readonly tests: readonly DeviceTest[]

  constructor(tests: readonly DeviceTest[]) {
    this.tests = tests
  }

  print(): string {
    return this.tests
      .map(({ option, device, inverted }) => {
        const name = device === undefined ? '' : ` ${device.name}${device.prefix ? '+' : ''}`
        return `${inverted ? ' !' : ''} ${option}${name}`
      })
      .join('')
  }

  evaluate(): boolean {
    return this.tests.every(({ inverted }) => inverted)
  }

  explain(): string {
    return 'the packet crosses no bridge port that is known'
  }
}

class PhysdevDraft implements Draft<Match> {
  readonly #tests = new Map<string, DeviceTest>()

  take(option: string, words: OptionWords): boolean {
    if (!optionOrder.includes(option)) return false
    const inverted = words.negated()
    let device: InterfacePattern | undefined
    if (option === '--physdev-in' || option === '--physdev-out') {
      const text = words.next('a bridge port')
      device = parseInterfacePattern(text, inverted) ?? words.fail(text, 'the name of an interface')
    }
    this.#tests.set(option, { option, device, inverted })
    return true
  }

  finish(words: OptionWords): Match {
    if (this.#tests.size === 0) words.fail('-m physdev', 'a --physdev-… option after it')
    return new PhysdevMatch(optionOrder.flatMap((option) => this.#tests.get(option) ?? []))
  }
}
