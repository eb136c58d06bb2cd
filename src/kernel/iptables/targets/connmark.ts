import type { Draft, Evaluation, OptionWords, Target, TargetExtension } from '../model/extension.ts'
import { hex, type MaskedMark, readUnsigned } from '../model/numbers.ts'
import { readMarkOption } from './mark.ts'

/** `-j CONNMARK` (net/netfilter/xt_connmark.c, extensions/libxt_CONNMARK.c). */
export const connmarkTarget: TargetExtension = {
  name: 'CONNMARK',
  begin: () => new ConnmarkDraft(),
}

type Mode =
  | { readonly kind: 'set'; readonly mark: MaskedMark }
  | {
      readonly kind: 'save' | 'restore'
      readonly packetMask: number
      readonly connectionMask: number
    }

class ConnmarkTarget implements Target {
  readonly name = 'CONNMARK'
  readonly mode: Mode

  constructor(mode: Mode) {
    this.mode = mode
  }

  print(): string {
    const { mode } = this
    if (mode.kind === 'set') return ` --set-xmark ${hex(mode.mark.value)}/${hex(mode.mark.mask)}`
    const masks = `--nfmask ${hex(mode.packetMask)} --ctmask ${hex(mode.connectionMask)}`
    return ` --${mode.kind}-mark ${masks}`
  }

  apply({ buffer, context }: Evaluation): undefined {
    if (buffer.connection < 0) return undefined
    const { mode } = this
    const { connections } = context
    const mark = connections.mark(buffer)
    if (mode.kind === 'set')
      connections.setMark(buffer, ((mark & ~mode.mark.mask) ^ mode.mark.value) >>> 0, context)
    else if (mode.kind === 'save') {
      const kept = (mark & ~mode.connectionMask) ^ (buffer.mark & mode.packetMask)
      connections.setMark(buffer, kept >>> 0, context)
    } else {
      const from = buffer.mark
      const to = ((from & ~mode.packetMask) ^ (mark & mode.connectionMask)) >>> 0
      buffer.mark = to
      context.trace?.step({ kind: 'mark', from, to })
    }
    return undefined
  }
}

class ConnmarkDraft implements Draft<Target> {
  #kind: 'save' | 'restore' | undefined
  #mark: MaskedMark | undefined
  #packetMask = 0xffffffff
  #connectionMask = 0xffffffff

  take(option: string, words: OptionWords): boolean {
    switch (option) {
      case '--save-mark':
        this.#kind = 'save'
        return true
      case '--restore-mark':
        this.#kind = 'restore'
        return true
      case '--mask':
        this.#packetMask = readUnsigned(words, 'a mask')
        this.#connectionMask = this.#packetMask
        return true
      case '--nfmask':
        this.#packetMask = readUnsigned(words, 'a mask')
        return true
      case '--ctmask':
        this.#connectionMask = readUnsigned(words, 'a mask')
        return true
      default: {
        const mark = readMarkOption(option, words)
        this.#mark = mark ?? this.#mark
        return mark !== undefined
      }
    }
  }

  finish(words: OptionWords): Target {
    const kind = this.#kind
    if (kind !== undefined)
      return new ConnmarkTarget({
        kind,
        packetMask: this.#packetMask,
        connectionMask: this.#connectionMask,
      })
    const expected = '--set-xmark, --save-mark, --restore-mark or the like after it'
    return new ConnmarkTarget({
      kind: 'set',
      mark: this.#mark ?? words.fail('-j CONNMARK', expected),
    })
  }
}
