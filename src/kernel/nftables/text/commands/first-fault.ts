import { Refusal } from '../../transaction/refusal.ts'
import { type FaultPhase, NftError, type Source } from '../words/source.ts'
import type { CommandPlaces } from './command-places.ts'

const rank: Readonly<Record<FaultPhase, number>> = {
  syntax: 0,
  evaluation: 1,
  kernel: 2,
  validation: 3,
}

/** Of several faults the one that nft comes upon first: it reads everything, then evaluates everything, then asks the kernel, which looks at the whole at last. */
export class FirstFault {
  #fault: NftError | undefined

  /** Keeps what is wrong; what is no fault of the text, and a text that cannot be read, is thrown at once. */
  note(error: unknown, source: Source, places: CommandPlaces): void {
    const found = error instanceof Refusal ? located(error, source, places) : error
    if (!(found instanceof NftError)) throw found
    if (this.#fault === undefined || rank[found.phase] < rank[this.#fault.phase])
      this.#fault = found
    if (this.#fault.phase === 'syntax') throw this.#fault
  }

  /** `isSound`: what is wrong with the whole is so no longer. */
  throwIt(isSound: () => boolean = () => false): void {
    if (this.#fault === undefined) return
    if (this.#fault.phase !== 'validation' || !isSound()) throw this.#fault
  }
}

/** Puts a refusal where nft points to. */
function located(refusal: Refusal, source: Source, places: CommandPlaces): NftError {
  return new NftError(
    refusal.byNft ? 'evaluation' : refusal.ofWhole ? 'validation' : 'kernel',
    refusal.message,
    source,
    placeOf(refusal, source, places),
  )
}

function placeOf(refusal: Refusal, source: Source, places: CommandPlaces): number {
  const { part, detail } = refusal
  switch (part) {
    case 'rule':
      return typeof detail === 'number' ? detail : places.command
    case 'rule-text':
      return places.update ?? places.rule ?? places.command
    case 'element':
      return (typeof detail === 'number' ? places.elements[detail] : undefined) ?? places.command
    case 'target':
    case 'reference':
      return referencePlace(source.text, String(detail), places.rule ?? places.command)
    default:
      return places[part] ?? places.command
  }
}

/** Where a rule names what is missing; in a verdict map, the key that leads there. */
function referencePlace(text: string, name: string, from: number): number {
  const line = text.indexOf('\n', from)
  const rule = text.slice(from, line < 0 ? text.length : line)
  const escaped = name.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&')
  const key = new RegExp(
    `([^\\s,{}]+(?: \\. [^\\s,{}]+)*) : (?:jump|goto) ${escaped}(?![\\w/.-])`,
  ).exec(rule)
  if (key !== null) return from + key.index
  const plain = new RegExp(`(?:[\\s"@])(${escaped})(?![\\w/.-])`).exec(rule)
  return plain === null ? from : from + plain.index + 1
}
