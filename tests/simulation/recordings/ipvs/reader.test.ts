import { describe, expect, it } from 'vitest'
import { ipvsReader } from '../../../../src/simulation/recordings/ipvs/reader.ts'
import { openStep, questionOf, recordedSequences } from './sequences.ts'

const silent = { answers: false }

describe('recorded sequences', () => {
  it.each(recordedSequences())('$file agrees in every step', ({ file, text }) => {
    expect(ipvsReader.recognises(JSON.parse(text))).toBe(true)
    const { disagreements, facts, notEmulated } = ipvsReader.verify(file, text, silent)
    expect(disagreements).toEqual([])
    expect(notEmulated).toEqual({})
    expect(facts).toBeGreaterThan(5)
  })
})

describe('the reader', () => {
  const question = questionOf([openStep(1), openStep(2)], { trace: true })
  const answers = ipvsReader.verify('q.spec.json', question, { answers: true }).answers[0] ?? ''

  it('answers a question without comparing', () => {
    const { facts, packets, disagreements, notEmulated } = ipvsReader.verify('q', question, silent)
    expect([facts, packets, disagreements]).toEqual([0, 0, []])
    expect(notEmulated).toEqual({ 'no recorded answers': 1 })
    expect(JSON.parse(answers).results.map(({ reached }: { reached: string }) => reached)).toEqual([
      '10.244.1.2:8080',
      '10.244.1.1:8080',
    ])
  })

  it('agrees with its own answers, and finds every change in them', () => {
    expect(ipvsReader.verify('a', answers, silent).disagreements).toEqual([])
    const changes = [
      ['"reached":"10.244.1.2:8080"', '"reached":"10.244.1.1:8080"', 'step 1, reached'],
      ['["10.244.1.2:8080",1,1,0]', '["10.244.1.2:8080",1,2,0]', 'step 1, after'],
      ['ESTABLISHED', 'TIME_WAIT', 'end, Lnc'],
      ['-s rr', '-s wrr', 'end, S'],
    ] as const
    for (const [from, to, where] of changes) {
      const { disagreements } = ipvsReader.verify('a', answers.replace(from, to), silent)
      expect(disagreements.map((one) => one.where)).toContain(where)
    }
  })

  it('takes either side of the moment when the kernel drops the connections of a server that comes back', () => {
    const server = { ip: '10.244.1.2', port: 8080 }
    const sysctls = { 'net.ipv4.vs.expire_nodest_conn': 1 }
    const steps = [openStep(1), { remove: { server } }, { add: { server } }]
    const text = questionOf(steps, { trace: true, sysctls })
    const answer = ipvsReader.verify('h', text, { answers: true }).answers[0] ?? ''
    const gone = '["10.244.1.2:8080",1,0,0],["10.244.1.1:8080",1,0,0]'
    const kept = '["10.244.1.2:8080",1,1,0],["10.244.1.1:8080",1,0,0]'
    const [before = '', after = ''] = answer.split('"add":')
    expect(after).toContain(gone)
    const printed = /(10\.244\.1\.2:8080 +Masq +1 +)0 /g
    const still = `${before}"add":${after.replaceAll(gone, kept).replaceAll(printed, '$11 ')}`
    const findings = (document: string) =>
      ipvsReader
        .verify('h', document, silent)
        .disagreements.filter(({ where }) => where.startsWith('step'))
    expect(findings(answer)).toEqual([])
    expect(findings(still)).toEqual([])
    expect(findings(still.replaceAll('8080",1,1,0]', '8080",1,2,0]'))).not.toEqual([])
  })

  it('recognises sequences only', () => {
    expect(
      [
        { services: [], results: [] },
        { services: [], steps: [] },
      ].map((it) => ipvsReader.recognises(it)),
    ).toEqual([true, true])
    expect(
      [null, [], {}, { services: 1, steps: [] }, { kind: 'ipvs' }].map((it) =>
        ipvsReader.recognises(it),
      ),
    ).toEqual([false, false, false, false, false])
  })

  it.each([
    ['{', 'not JSON'],
    ['{"services":[1],"steps":[]}', 'service 1 is no object'],
    ['{"services":[],"steps":[5]}', 'step 1 is no object'],
    ['{"services":[],"steps":[{"open":{"vip":"nowhere","port":1}}]}', 'is no IP address'],
  ])('%s is damaged: %s', (text, message) => {
    expect(() => ipvsReader.verify('f', text, silent)).toThrow(message)
    expect(() => ipvsReader.verify('f', text, silent)).toThrow(
      expect.objectContaining({ at: { file: 'f' } }),
    )
  })
})
