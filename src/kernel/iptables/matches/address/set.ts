import { formatEndpoint } from '../../../../packet/address.ts'
import type { IpSet } from '../../../ipset/ip-set.ts'
import type { Direction, IpSets, SetQuestion } from '../../../ipset/ip-sets.ts'
import type {
  Draft,
  Evaluation,
  Match,
  MatchExtension,
  OptionWords,
} from '../../model/extension.ts'
import { askUnknown } from '../../model/unknown.ts'
import { detached } from '../../text/detached.ts'

/** `-m set` (net/netfilter/xt_set.c, extensions/libxt_set.c). */
export const set: MatchExtension = { name: 'set', begin: () => new SetDraft() }

class SetMatch implements Match {
  readonly name = 'set'
  readonly pure = false
  readonly set: string
  readonly directions: readonly Direction[]
  readonly inverted: boolean
  /** `--return-nomatch`, `--packets-gt 5` and the like: kept as written. */
  readonly rest: string
  /** The set as it was found last, and where. */
  #found: IpSet | undefined = undefined
  #sets: IpSets | undefined = undefined
  #version = 0

  constructor(draft: SetDraft, set: string, directions: readonly Direction[]) {
    this.set = set
    this.directions = directions
    this.inverted = draft.inverted
    this.rest = draft.rest
  }

  print(): string {
    const not = this.inverted ? ' !' : ''
    return `${not} --match-set ${this.set} ${this.directions.join(',')}${this.rest}`
  }

  evaluate(evaluation: Evaluation): boolean {
    const { context, sets } = evaluation
    context.visits.setLookups += 1
    const set = this.#find(sets)
    if (sets === undefined || set === undefined || this.rest !== '')
      return askUnknown(
        evaluation,
        `does "-m set${this.print()}" match? (${this.#why(evaluation)})`,
      )
    const answer = sets.test(set, this.directions, questionOf(evaluation))
    if (answer === 'unknown')
      return askUnknown(
        evaluation,
        `does "-m set${this.print()}" match? (no such part in a packet)`,
      )
    const { element } = answer
    context.trace?.step({
      kind: 'lookup',
      set: this.set,
      key: this.#keyOf(evaluation),
      size: set.size,
      ...(element === undefined ? {} : { element: element.text }),
    })
    return (element !== undefined) !== this.inverted
  }

  /** Nothing is in an empty set, and most of kube-proxy's are. */
  isClassOnlyNow({ sets }: Evaluation, withDestination: boolean): boolean {
    if (sets === undefined || this.rest !== '') return false
    if (sets.isEmpty(this.set)) return true
    return withDestination && !this.directions.includes('src') && sets.isSteady(this.set)
  }

  explain(): string {
    return `${this.inverted ? 'it is' : 'it is not'} in set ${this.set}`
  }

  /** A rule is asked far more often than sets change. */
  #find(sets: IpSets | undefined): IpSet | undefined {
    if (sets === undefined) return undefined
    if (sets !== this.#sets || sets.version !== this.#version) {
      this.#sets = sets
      this.#version = sets.version
      this.#found = sets.get(this.set)
    }
    return this.#found
  }

  #why({ sets }: Evaluation): string {
    if (this.rest !== '') return 'options not modelled'
    return sets === undefined ? 'no sets were given' : 'no set of that name was given'
  }

  #keyOf({ packet }: Evaluation): string {
    const source = formatEndpoint(packet.source, packet.sourcePort)
    const destination = formatEndpoint(packet.destination, packet.destinationPort)
    return `${this.directions.join(',')} of ${source} to ${destination}`
  }
}

class SetDraft implements Draft<Match> {
  inverted = false
  rest = ''
  #set: string | undefined
  #directions: readonly Direction[] = []

  take(option: string, words: OptionWords): boolean {
    if (option === '--match-set' || option === '--set') {
      if (this.#set !== undefined) words.fail(option, 'one set for each -m set')
      this.inverted = words.negated()
      this.#set = detached(words.next('the name of a set'))
      this.#directions = readDirections(words)
      return true
    }
    if (!/^--(return-nomatch|update-(sub)?counters|(packets|bytes)-(eq|lt|gt))$/.test(option))
      return false
    this.rest += `${words.negated() ? ' !' : ''} ${option}`
    if (/-(eq|lt|gt)$/.test(option)) this.rest += ` ${words.next('a count')}`
    return true
  }

  finish(words: OptionWords): Match {
    const set = this.#set ?? words.fail('-m set', '--match-set NAME src,dst after it')
    return new SetMatch(this, set, this.#directions)
  }
}

/** At most six parts (IPSET_DIM_MAX). */
function readDirections(words: OptionWords): readonly Direction[] {
  const text = words.next('src, dst or both')
  const directions = text.split(',').map((part): Direction => {
    if (part === 'src' || part === 'dst') return part
    return words.fail(text, 'src and dst, divided by commas')
  })
  return directions.length > 6 ? words.fail(text, 'at most 6 of src and dst') : directions
}

function questionOf({ buffer, context, packet }: Evaluation): SetQuestion {
  return {
    packet,
    mark: buffer.mark,
    inputInterface: buffer.inputInterface,
    outputInterface: buffer.outputInterface,
    nowMs: context.nowMs,
    journal: context.journal,
  }
}
