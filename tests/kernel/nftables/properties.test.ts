import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { enumerateBranches } from '../../../src/base/enumerated-chance.ts'
import { Journal } from '../../../src/base/journal.ts'
import { isUserError } from '../../../src/base/user-error.ts'
import { readNftDump } from '../../../src/kernel/nftables/dump/dump.ts'
import { NftablesEngine } from '../../../src/kernel/nftables/engine/nftables-engine.ts'
import { formatRulesetJson } from '../../../src/kernel/nftables/json/ruleset-json.ts'
import { formatRuleset } from '../../../src/kernel/nftables/print/ruleset-printer.ts'
import { bufferOf, createContext } from '../iptables/packets.ts'

/** What a table holds before anything random happens to it. */
const surroundings = `table ip t {
  set hosts { type ipv4_addr; flags interval; }
  set seen { type ipv4_addr; flags dynamic,timeout; timeout 10s; }
  set pairs { type ipv4_addr . inet_service; }
  map verdicts { type ipv4_addr : verdict; }
  counter total { }
  chain base { type filter hook forward priority 0; }
  chain a { }
  chain b { }
}
`
const address = fc.integer({ min: 1, max: 6 }).map((last) => `10.0.0.${last}`)
const network = fc.oneof(
  address,
  fc.integer({ min: 8, max: 31 }).map((length) => `10.0.0.0/${length}`),
  fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 5, max: 9 }))
    .map(([from, to]) => `10.0.0.${from}-10.0.0.${to}`),
)
const port = fc.integer({ min: 1, max: 9 })
const chain = fc.constantFrom('a', 'b', 'base')
const verdict = fc.oneof(
  fc.constantFrom('accept', 'drop', 'return', 'continue'),
  fc.constantFrom('jump a', 'goto b', 'jump b'),
)
const list = (item: fc.Arbitrary<string>) =>
  fc.array(item, { minLength: 1, maxLength: 4 }).map((items) => items.join(', '))
const condition = fc.oneof(
  network.map((to) => `ip daddr ${to}`),
  network.map((from) => `ip saddr != ${from}`),
  list(network).map((items) => `ip saddr { ${items} }`),
  list(port.map(String)).map((items) => `tcp dport { ${items} }`),
  fc.tuple(address, port).map(([to, at]) => `ip daddr . tcp dport { ${to} . ${at} }`),
  fc.constantFrom(
    'ip saddr @hosts',
    'ip daddr . tcp dport @pairs',
    'ct state new',
    'ct status dnat',
    'iifname "eth*"',
    'counter name "total"',
    'meta mark and 0x4000 != 0',
    'meta mark set mark or 0x10',
    'update @seen { ip saddr }',
    'meta l4proto { tcp, udp }',
    'numgen random mod 3 < 2',
    'counter',
    'limit rate 5/second',
    'ip saddr @seen',
    'fib daddr type local',
  ),
)
const ending = fc.oneof(
  verdict,
  list(fc.tuple(address, verdict).map(([to, what]) => `${to} : ${what}`)).map(
    (items) => `ip daddr vmap { ${items} }`,
  ),
  fc.constantFrom(
    'reject',
    'ip saddr vmap @verdicts',
    'numgen random mod 2 vmap { 0 : jump a, 1 : accept }',
  ),
)
const rule = fc
  .tuple(
    fc.array(condition, { maxLength: 3 }),
    ending,
    fc.option(fc.stringMatching(/^[a-z ]{1,20}$/)),
  )
  .map(
    ([conditions, end, comment]) =>
      `${[...conditions, end].join(' ')}${comment === null ? '' : ` comment "${comment}"`}`,
  )
const command = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom('add', 'insert'), chain, rule)
      .map(([verb, to, text]) => `${verb} rule ip t ${to} ${text}`),
  },
  network.map((item) => `add element ip t hosts { ${item} }`),
  fc.tuple(address, port).map(([to, at]) => `add element ip t pairs { ${to} . ${at} }`),
  fc.tuple(address, verdict).map(([to, what]) => `add element ip t verdicts { ${to} : ${what} }`),
  address.map((to) => `delete element ip t verdicts { ${to} }`),
  network.map((item) => `delete element ip t hosts { ${item} }`),
  chain.map((name) => `flush chain ip t ${name}`),
  chain.map((name) => `delete chain ip t ${name}`),
  fc.constantFrom(
    'add chain ip t c',
    'create chain ip t a',
    'flush set ip t hosts',
    'delete map ip t verdicts',
    'add table ip u',
    'delete table ip t',
    'flush table ip t',
  ),
)
const transaction = fc
  .array(command, { minLength: 1, maxLength: 6 })
  .map((commands) => `${commands.join('\n')}\n`)

const shown = { stateless: false, nowMs: 0 }
const listing = (engine: NftablesEngine) =>
  formatRuleset(engine.ruleset, { ...shown, handles: true })

/** Whether it was taken. */
function tryApply(engine: NftablesEngine, text: string): boolean {
  try {
    engine.apply(text)
    return true
  } catch (error) {
    if (!isUserError(error)) throw error
    return false
  }
}

function engineAfter(transactions: readonly string[]): NftablesEngine {
  const engine = new NftablesEngine()
  engine.apply(surroundings)
  for (const text of transactions) tryApply(engine, text)
  return engine
}

describe('whatever is done to a ruleset', () => {
  it('its listing reads as the same ruleset, in text and in JSON', () => {
    fc.assert(
      fc.property(fc.array(transaction, { maxLength: 4 }), (transactions) => {
        const engine = engineAfter(transactions)
        const text = listing(engine)
        expect(formatRuleset(readNftDump(text, 'f').ruleset, { ...shown, handles: true })).toBe(
          text,
        )
        const json = formatRulesetJson(engine.ruleset, shown)
        expect(formatRulesetJson(readNftDump(json, 'f').ruleset, shown)).toBe(json)
      }),
      { numRuns: 200 },
    )
  })

  it('a transaction that fails changes nothing', () => {
    let failures = 0
    fc.assert(
      fc.property(fc.array(transaction, { minLength: 1, maxLength: 5 }), (transactions) => {
        const engine = engineAfter([])
        for (const text of transactions) {
          const before = listing(engine)
          if (tryApply(engine, text)) continue
          failures += 1
          expect(listing(engine)).toBe(before)
        }
      }),
      { numRuns: 300 },
    )
    expect(failures).toBeGreaterThan(100)
  })

  it('what packets change is taken back with the journal, on every way they can go', () => {
    fc.assert(
      fc.property(
        fc.array(transaction, { maxLength: 3 }),
        address,
        address,
        port,
        (transactions, source, destination, at) => {
          const engine = engineAfter(transactions)
          const before = listing(engine)
          const [hooked] = engine.hooked()
          if (hooked === undefined) return
          const { branches } = enumerateBranches((chance) => {
            const journal = new Journal()
            const buffer = bufferOf({ source, destination, destinationPort: at })
            hooked.function.run(buffer, 'forward', { ...createContext(), chance, journal })
            journal.rollBack()
            return listing(engine)
          })
          for (const { result } of branches) expect(result).toBe(before)
        },
      ),
      { numRuns: 150 },
    )
  })
})
