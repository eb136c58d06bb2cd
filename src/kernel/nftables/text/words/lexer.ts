import { NftError, type Source } from './source.ts'

/** Kinds of tokens. Punctuation is its own kind, by its character. */
export const tokenKind = {
  end: 0,
  newline: 10,
  word: 1,
  quoted: 2,
  number: 3,
  /** An address, a time, a hexadecimal class, a MAC address: a word that begins like a number. */
  value: 4,
} as const

/**
 * Splits nft text into tokens, one at a time (nftables src/scanner.l: the longest match wins).
 * The current token is in `kind`, `start`, `end`.
 */
export class Lexer {
  readonly source: Source
  readonly text: string
  kind = 0
  start = 0
  end = 0
  /** Of a decimal number, and of an IPv4 address: what it is worth; −1: not worked out. */
  worth = -1
  #spelled: string | undefined

  constructor(source: Source, offset = 0) {
    this.source = source
    this.text = source.text
    this.end = offset
  }

  /** The token's text; quotes and the brackets of `[fd00::1]` are left out. */
  get word(): string {
    if (this.#spelled === undefined) {
      const wrapped = this.kind === tokenKind.quoted || this.text.charCodeAt(this.start) === 91
      this.#spelled = wrapped
        ? this.text.slice(this.start + 1, Math.max(this.start + 1, this.end - 1))
        : this.text.slice(this.start, this.end)
    }
    return this.#spelled
  }

  /** Goes back to an offset where a token begins, and reads that token. */
  seek(offset: number): void {
    this.end = offset
    this.next()
  }

  next(): void {
    const text = this.text
    let at = this.end
    let code = text.charCodeAt(at)
    for (;;) {
      if (code === 32 || code === 9 || code === 13) at += 1
      else if (code === 35) at = lineEnd(text, at)
      else if (code === 92 && text.charCodeAt(at + 1) === 10) at += 2
      else break
      code = text.charCodeAt(at)
    }
    this.start = at
    this.#spelled = undefined
    if (isLetter(code)) this.#word(at, code)
    else if (isDigit(code)) this.#numberLike(at)
    else this.#mark(at, code)
  }

  #word(at: number, code: number): void {
    const text = this.text
    this.kind = tokenKind.word
    if (isHexDigit(code) && this.#address(at)) return
    at += 1
    while (isWordPart(text.charCodeAt(at))) at += 1
    if (text.charCodeAt(at) === 42) at += 1
    else if (text.charCodeAt(at) === 92 && text.charCodeAt(at + 1) === 42) at += 2
    this.end = at
  }

  #numberLike(at: number): void {
    const text = this.text
    let end = at + 1
    let worth = text.charCodeAt(at) - 48
    for (let digit = text.charCodeAt(end); isDigit(digit); digit = text.charCodeAt(end)) {
      worth = worth * 10 + digit - 48
      end += 1
    }
    const code = text.charCodeAt(end)
    if (code === 46 && this.#ipv4(at)) return
    if ((code === 58 || isHexDigit(code)) && this.#address(at)) return
    vlanPattern.lastIndex = at
    if (code === 113 || code === 97) {
      const vlan = vlanPattern.exec(text)
      if (vlan !== null) {
        this.kind = tokenKind.word
        this.end = at + vlan[0].length
        return
      }
    }
    this.kind = tokenKind.number
    // A leading zero means octal, or hexadecimal: for others to work out.
    this.worth = text.charCodeAt(at) === 48 && end - at > 1 ? -1 : worth
    if (code === 120 || code === 88) {
      this.worth = -1
      end += 1
      while (isHexDigit(text.charCodeAt(end))) end += 1
    } else if (code === 100 || code === 104 || code === 109 || code === 115) {
      timePattern.lastIndex = at
      const length = timePattern.exec(text)?.[0].length ?? 0
      if (length > end - at && !isWordPart(text.charCodeAt(at + length))) {
        end = at + length
        this.kind = tokenKind.value
        this.worth = -1
      }
    }
    this.end = end
  }

  /** Four groups of one to three digits. */
  #ipv4(at: number): boolean {
    const text = this.text
    let worth = 0
    for (let group = 0; group < 4; group += 1) {
      if (group > 0 && text.charCodeAt(at++) !== 46) return false
      const start = at
      let octet = 0
      while (isDigit(text.charCodeAt(at)) && at - start < 3)
        octet = octet * 10 + text.charCodeAt(at++) - 48
      if (at === start) return false
      const isOctet = octet < 256 && (at - start === 1 || text.charCodeAt(start) !== 48)
      worth = worth < 0 || !isOctet ? -1 : worth * 256 + octet
    }
    this.kind = tokenKind.value
    this.worth = worth
    this.end = at
    return true
  }

  /** An IPv6 or MAC address, or a class `1:2`. */
  #address(at: number): boolean {
    const text = this.text
    let colon = at
    while (isHexDigit(text.charCodeAt(colon)) && colon - at < 5) colon += 1
    if (text.charCodeAt(colon) !== 58) return false
    let end = colon
    while (isAddressPart(text.charCodeAt(end))) end += 1
    const word = text.slice(at, end)
    if (!isColonWord(word) || (isWordPart(text.charCodeAt(end)) && text.charCodeAt(end) > 47))
      return false
    this.kind = tokenKind.value
    this.worth = -1
    this.end = end
    return true
  }

  #mark(at: number, code: number): void {
    const text = this.text
    this.end = at + 1
    if (Number.isNaN(code)) {
      this.kind = tokenKind.end
      this.end = at
    } else if (code === 34) {
      const close = text.indexOf('"', at + 1)
      if (close < 0) throw new NftError('syntax', 'syntax error, unexpected junk', this.source, at)
      this.kind = tokenKind.quoted
      this.end = close + 1
    } else if (code === 58 && text.charCodeAt(at + 1) === 58 && this.#address(at)) return
    else if (code === 91 && this.#bracketed(at)) return
    else if ((code === 46 || code === 95) && isWordPart(text.charCodeAt(at + 1)))
      this.#word(at, code)
    else if (code === 92 && text.charCodeAt(at + 1) === 42) {
      this.kind = tokenKind.word
      this.end = at + 2
    } else {
      this.kind = code
      if (isDoubled(code, text.charCodeAt(at + 1))) this.end = at + 2
    }
  }

  #bracketed(at: number): boolean {
    const close = this.text.indexOf(']', at)
    if (close < 0 || close - at > 50 || !/^[0-9a-fA-F:.]+$/.test(this.text.slice(at + 1, close)))
      return false
    this.kind = tokenKind.value
    this.worth = -1
    this.end = close + 1
    return true
  }
}

const timePattern = /(?:\d+d)?(?:\d+h)?(?:\d+m(?!s))?(?:\d+s)?(?:\d+ms)?/y

/** The only names that begin with digits. */
const vlanPattern = /8021(?:q|ad)\b/y

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

function isColonWord(word: string): boolean {
  return (
    word.includes('::') ||
    word.split(':').length === 8 ||
    /^(?:[0-9a-fA-F]{1,2}:){5}[0-9a-fA-F]{1,2}$/.test(word) ||
    /^[0-9a-fA-F]{1,4}:[0-9a-fA-F]{1,4}$/.test(word)
  )
}

function isDoubled(code: number, next: number): boolean {
  // == != <= >= << >>
  if (next === 61) return code === 61 || code === 33 || code === 60 || code === 62
  return next === code && (code === 60 || code === 62)
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90)
}

function isHexDigit(code: number): boolean {
  return isDigit(code) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70)
}

function isAddressPart(code: number): boolean {
  return isHexDigit(code) || code === 58 || code === 46
}

/** Letters, digits, and `/ - _ .` */
function isWordPart(code: number): boolean {
  return isLetter(code) || (code >= 45 && code <= 57) || code === 95
}
