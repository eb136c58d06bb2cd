import { type Address, familyOf, formatAddress, tryParseAddress } from '../../../packet/address.ts'
import { protocolNumber } from '../../../packet/protocol.ts'
import { accept, type Verdict } from '../../netfilter/hook.ts'
import type { Draft, Evaluation, OptionWords, Target, TargetExtension } from '../model/extension.ts'
import { hex, type MaskedMark, readMark, readUnsigned } from '../model/numbers.ts'
import { askUnknown } from '../model/unknown.ts'

/**
 * `-j TPROXY`: gives the packet to a local socket and marks it; without such a socket it is dropped
 * (net/netfilter/xt_TPROXY.c). Which sockets there are is not known here.
 */
export const tproxy: TargetExtension = { name: 'TPROXY', begin: () => new TproxyDraft() }

class TproxyTarget implements Target {
  readonly name = 'TPROXY'
  readonly tables = ['mangle'] as const
  readonly hooks = ['prerouting'] as const
  readonly protocols = [protocolNumber.tcp, protocolNumber.udp]
  readonly port: number
  readonly address: Address
  readonly mark: MaskedMark

  constructor(port: number, address: Address, mark: MaskedMark) {
    this.port = port
    this.address = address
    this.mark = mark
  }

  print(): string {
    const mark = `${hex(this.mark.value)}/${hex(this.mark.mask)}`
    return ` --on-port ${this.port} --on-ip ${formatAddress(this.address)} --tproxy-mark ${mark}`
  }

  apply(evaluation: Evaluation): Verdict {
    const { buffer, context } = evaluation
    if (!askUnknown(evaluation, `does a transparent socket of this node take port ${this.port}?`))
      return { kind: 'drop', reason: `TPROXY: no socket on port ${this.port}` }
    const from = buffer.mark
    buffer.mark = ((from & ~this.mark.mask) ^ this.mark.value) >>> 0
    context.trace?.step({ kind: 'mark', from, to: buffer.mark })
    return accept
  }
}

class TproxyDraft implements Draft<Target> {
  #port: number | undefined
  #address: Address | undefined
  #mark: MaskedMark = { value: 0, mask: 0 }

  take(option: string, words: OptionWords): boolean {
    switch (option) {
      case '--on-port':
        this.#port = readUnsigned(words, 'a port', 65_535)
        return true
      case '--on-ip': {
        const text = words.next('an address')
        const address = tryParseAddress(text)
        if (address === undefined || familyOf(address) !== words.family)
          return words.fail(text, `an ${words.family} address`)
        this.#address = address
        return true
      }
      case '--tproxy-mark':
        this.#mark = readMark(words)
        return true
      default:
        return false
    }
  }

  finish(words: OptionWords): Target {
    const port = this.#port ?? words.fail('-j TPROXY', '--on-port after it')
    const any = (words.family === 'IPv4' ? 0 : 0n) as Address
    return new TproxyTarget(port, this.#address ?? any, this.#mark)
  }
}
