import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../../src/packet/address.ts'
import { createColorsFor } from '../../../src/report/colors.ts'
import type { TraceReport } from '../../../src/report/trace/trace-report.ts'
import { describeResult, formatTraceText, isNobodys } from '../../../src/report/trace/trace-text.ts'
import type { ExchangeResult } from '../../../src/simulation/exchange-result.ts'
import { address, service } from '../../conformance/cluster-objects.ts'
import { requestBetween } from '../../simulation/node/small-node.ts'
import { fromPod, reportOf } from '../trace-fixture.ts'

const plain = createColorsFor('never', false, {})
const text = (report: TraceReport, all = false) => formatTraceText(report, { all, colors: plain })

describe('a report for people', () => {
  it('begins with the question and ends with what it costs', () => {
    const lines = text(reportOf()).trimEnd().split('\n')
    expect(lines[0]).toBe(
      '10.244.1.20 → 10.96.0.10:80 (svc/default/web) tcp on worker-1 (iptables mode, seed 1)',
    )
    expect(lines.at(-1)).toMatch(/^KERNEL TIME {2}[\d.]+ µs added with iptables-nft/)
  })

  it('shows the first packet and its answer; with all, every packet', () => {
    const report = reportOf()
    const titles = (shown: string) => shown.match(/^(reply, )?(SYN\+ACK|SYN|ACK|data|RST): /gm)
    expect(titles(text(report))).toEqual(['SYN: ', 'reply, SYN+ACK: '])
    expect(titles(text(report, true))).toHaveLength(report.exchange.legs.length)
  })

  it('lists what is possible, with probabilities', () => {
    const shown = text(reportOf())
    expect(shown).toMatch(/^REACHED .*10\.244\.1\.5:8080 .*0\.5$/m)
    expect(shown).toMatch(/^REACHED .*10\.244\.1\.6:8080 .*0\.5$/m)
  })

  it('says that the order of Services does not matter in nftables mode', () => {
    expect(text(reportOf('nftables'))).toContain('whatever order the node holds its Services in')
  })

  it('says who sends a refusal to whom', () => {
    const shown = text(reportOf('iptables', fromPod, [service()]))
    expect(shown).toContain('rejected by ')
    expect(shown).toMatch(/ {2}the node sends ICMP 3\/3 from [\d.]+ to 10\.244\.1\.20/)
    expect(shown).toMatch(/^RESULT {2}REJECTED with ICMP 3\/3/m)
  })

  it('says the same words in colour', () => {
    const report = reportOf()
    const colored = formatTraceText(report, {
      all: false,
      colors: createColorsFor('always', true, {}),
    })
    expect(colored).not.toBe(text(report))
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours are made of
    expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(text(report))
  })
})

describe('one sentence for a result', () => {
  const report = reportOf()
  const backend = { address: parseAddress('10.244.1.5'), port: 8080 }
  it.each<{ result: ExchangeResult; says: string }>([
    {
      result: {
        outcome: 'reached',
        where: 'pods',
        backend,
        seenSource: { address: parseAddress('10.244.1.1'), port: 9, drawn: true },
        replyOk: true,
      },
      says: 'REACHED 10.244.1.5:8080, which sees 10.244.1.1:9 (random port) as its source; the reply comes back',
    },
    {
      result: { outcome: 'reached', where: 'upstream', backend, replyOk: true },
      says: 'REACHED 10.244.1.5:8080 beyond this node; the reply comes back',
    },
    {
      result: { outcome: 'rejected', tcpReset: true },
      says: 'REJECTED with a TCP reset (connection refused)',
    },
    {
      result: {
        outcome: 'rejected',
        icmp: { type: 3, code: 3, from: parseAddress('192.168.1.11') },
      },
      says: 'REJECTED with ICMP 3/3 from 192.168.1.11',
    },
    { result: { outcome: 'dropped' }, says: 'DROPPED: nobody answers' },
    {
      result: { outcome: 'dropped', errno: 'EPERM' },
      says: 'DROPPED: nobody answers; the sender is told EPERM',
    },
    {
      result: { outcome: 'error', errno: 'EHOSTUNREACH' },
      says: 'ERROR: the sender is told EHOSTUNREACH',
    },
  ])('$says', ({ result, says }) => {
    expect(describeResult(result, report, plain)).toBe(says)
  })
})

it('takes for lost what leaves towards a Service’s address', () => {
  const request = requestBetween('pod', `${address.pod}:40000`, `${address.clusterIp}:81`)
  const report = reportOf('iptables', request)
  expect(isNobodys(report.exchange.result, report)).toBe(true)
  expect(isNobodys(reportOf().exchange.result, reportOf())).toBe(false)
  expect(text(report)).toMatch(/^RESULT {2}LOST: /m)
})
