import type {
  Draft,
  Evaluation,
  Match,
  MatchExtension,
  OptionWords,
} from '../../model/extension.ts'
import { parseUnsigned } from '../../model/numbers.ts'
import { askUnknown } from '../../model/unknown.ts'

/** `-m owner`: whose socket sent it (net/netfilter/xt_owner.c). Forwarded packets have no socket. */
export const owner: MatchExtension = { name: 'owner', begin: () => new OwnerDraft() }

interface OwnerTest {
  readonly min: number
  readonly max: number
  readonly inverted: boolean
}

class OwnerMatch implements Match {
  readonly name = 'owner'
  readonly pure = false
  readonly user: OwnerTest | undefined
  readonly group: OwnerTest | undefined
  readonly socket: { readonly inverted: boolean } | undefined
  readonly supplementaryGroups: boolean

  constructor(draft: OwnerDraft) {
    this.user = draft.user
    this.group = draft.group
    this.socket = draft.socket
    this.supplementaryGroups = draft.supplementaryGroups
  }

  print(): string {
    const socket =
      this.socket === undefined ? '' : `${this.socket.inverted ? ' !' : ''} --socket-exists`
    return (
      socket +
      printTest('--uid-owner', this.user) +
      printTest('--gid-owner', this.group) +
      (this.supplementaryGroups ? ' --suppl-groups' : '')
    )
  }

  evaluate(evaluation: Evaluation): boolean {
    const { buffer } = evaluation
    if (!buffer.local) return this.#withoutSocket()
    if (this.socket?.inverted) return false
    const { user } = this
    const question = `does "-m owner${this.print()}" match? (the sender's user is not known)`
    if (user !== undefined) {
      const { userId } = buffer
      if (userId === undefined) return askUnknown(evaluation, question)
      if ((userId >= user.min && userId <= user.max) === user.inverted) return false
    }
    return this.group === undefined || askUnknown(evaluation, question)
  }

  explain({ buffer }: Evaluation): string {
    return buffer.local ? `sent by user ${buffer.userId ?? '(not known)'}` : 'not sent by this node'
  }

  #withoutSocket(): boolean {
    const tests = [this.user, this.group, this.socket]
    return tests.every((test) => test === undefined || test.inverted)
  }
}

class OwnerDraft implements Draft<Match> {
  user: OwnerTest | undefined
  group: OwnerTest | undefined
  socket: { readonly inverted: boolean } | undefined
  supplementaryGroups = false

  take(option: string, words: OptionWords): boolean {
    switch (option) {
      case '--uid-owner':
        this.user = readTest(words)
        return true
      case '--gid-owner':
        this.group = readTest(words)
        return true
      case '--socket-exists':
        this.socket = { inverted: words.negated() }
        return true
      case '--suppl-groups':
        this.supplementaryGroups = true
        return true
      default:
        return false
    }
  }

  finish(words: OptionWords): Match {
    if (!this.user && !this.group && !this.socket)
      words.fail('-m owner', '--uid-owner, --gid-owner or --socket-exists after it')
    return new OwnerMatch(this)
  }
}

function readTest(words: OptionWords): OwnerTest {
  const inverted = words.negated()
  const text = words.next('a user or group by number')
  if (text === 'root') return { min: 0, max: 0, inverted }
  const [low = '', high = low] = text.split(/[-:]/)
  const min = parseUnsigned(low)
  const max = parseUnsigned(high)
  if (min === undefined || max === undefined || min > max)
    return words.fail(text, 'a number, or a range MIN-MAX: names are known to the node alone')
  return { min, max, inverted }
}

function printTest(option: string, test: OwnerTest | undefined): string {
  if (test === undefined) return ''
  const range = test.min === test.max ? `${test.min}` : `${test.min}-${test.max}`
  return `${test.inverted ? ' !' : ''} ${option} ${range}`
}
