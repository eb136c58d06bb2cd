import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { ipvsModeReader } from '../../../../src/simulation/recordings/ipvs-mode/reader.ts'

const recorded = (name: string) =>
  gunzipSync(readFileSync(`tests/recordings/data/ipvs-mode/${name}.jsonl.gz`)).toString()
const verify = (text: string, answers = false) =>
  ipvsModeReader.verify('test.jsonl', text, { answers })
const [first = ''] = recorded('situations').split('\n')

describe('the reader of recorded IPVS nodes', () => {
  it.each([
    { name: 'situations', cases: 51 },
    { name: 'situations-more', cases: 18 },
    { name: 'packets', cases: 8 },
  ])('finds no disagreement in $name', ({ name, cases }) => {
    const verification = verify(recorded(name))
    expect(verification.disagreements).toEqual([])
    expect(verification.cases).toBe(cases)
    expect(verification.packets).toBeGreaterThan(cases * 10)
    expect(verification.facts).toBeGreaterThan(cases * 7)
  })

  it('knows its recordings from those of other kinds', () => {
    expect(ipvsModeReader.recognises(JSON.parse(first))).toBe(true)
    expect(ipvsModeReader.recognises({ ...JSON.parse(first), kind: 'legacy' })).toBe(false)
    expect(ipvsModeReader.recognises(null)).toBe(false)
  })

  it('gives answers that it agrees with', () => {
    const { answers } = verify(first, true)
    expect(JSON.parse(answers[0] ?? '').rounds[0].results[0].possible).toHaveLength(1)
    expect(verify(answers.join('\n')).disagreements).toEqual([])
  })

  it.each([
    {
      name: 'a server',
      from: /"backend": ?"10.244.1.2:8080"/,
      to: '"backend":"10.244.1.3:8080"',
      where: 'packet 1 ',
    },
    {
      name: 'an entry',
      from: 'add KUBE-NODE-PORT-TCP 30080',
      to: 'add KUBE-NODE-PORT-TCP 30081',
      where: 'ipset, line',
    },
    {
      name: 'a count',
      from: 'Masq    1      0          3',
      to: 'Masq    1      1          3',
      where: 'ipvsadm_Ln, line',
    },
    {
      name: 'a connection',
      from: 'TCP CLOSE 10.244.1.2:30001',
      to: 'TCP FIN_WAIT 10.244.1.2:30001',
      where: 'conns, line',
    },
  ])('sees $name that is another one', ({ from, to, where }) => {
    const { disagreements } = verify(first.replace(from, to))
    expect(disagreements.map((one) => one.where)).toContainEqual(expect.stringContaining(where))
  })

  it.each([
    { text: '{', message: 'is not JSON' },
    { text: '{"kind":"ipvs","rounds":1}', message: 'is no recorded state' },
    { text: '{"kind":"ipvs","input":{},"rounds":[]}', message: 'no interfaces or routes' },
  ])('refuses $text', ({ text, message }) => {
    expect(() => verify(text)).toThrow(message)
  })
})
