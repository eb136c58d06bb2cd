import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { kubeProxyReader } from '../../../../src/simulation/recordings/kube-proxy/reader.ts'

const recorded = (name: string) =>
  gunzipSync(readFileSync(`tests/recordings/data/kube-proxy/${name}.jsonl.gz`)).toString()
const verify = (text: string, answers = false) =>
  kubeProxyReader.verify('test.jsonl', text, { answers })

const state = {
  input: {
    name: 'one',
    mode: 'iptables',
    steps: [{ apply: [{ kind: 'Service', metadata: { name: 'web' }, spec: { ports: [] } }] }],
  },
}

describe('the reader of recorded kube-proxy states', () => {
  it.each(['iptables', 'iptables-unusual', 'exotic', 'mutated'])(
    'finds no disagreement in %s',
    (name) => {
      const { cases, facts, disagreements } = verify(recorded(name))
      expect(disagreements).toEqual([])
      expect(cases).toBeGreaterThan(0)
      expect(facts).toBeGreaterThan(50)
    },
  )

  it('knows its recordings from those of packets', () => {
    expect(kubeProxyReader.recognises(state)).toBe(true)
    expect(kubeProxyReader.recognises({ ...state, rounds: [] })).toBe(false)
    expect(kubeProxyReader.recognises({ input: {} })).toBe(false)
    expect(kubeProxyReader.recognises([])).toBe(false)
  })

  it('answers what was not answered, and compares nothing then', () => {
    const { cases, facts, answers } = verify(JSON.stringify(state), true)
    expect({ cases, facts }).toEqual({ cases: 1, facts: 0 })
    expect(JSON.parse(answers[0] ?? '')).toMatchObject({
      input: state.input,
      output: { mode: 'iptables', family: 'IPv4', steps: [{ step: 0, sync: 'full' }] },
    })
  })

  it('reads one state that fills the file', () => {
    expect(verify(`${JSON.stringify(state, null, 2)}\n`).cases).toBe(1)
  })

  it('gives answers that it agrees with', () => {
    const { answers } = verify(recorded('exotic'), true)
    expect(verify(answers.join('\n'))).toMatchObject({ disagreements: [] })
  })

  it('shows the first line that differs', () => {
    const [first = ''] = recorded('iptables').split('\n')
    const wrong = first.replace('KUBE-POSTROUTING -j MARK --xor-mark', 'KUBE-POSTROUTING -j MARK')
    expect(verify(wrong).disagreements[0]).toMatchObject({
      caseName: 'state/0',
      where: expect.stringMatching(/^step 0, iptables.restore, line \d+$/),
      actual: expect.stringContaining('--xor-mark'),
    })
  })

  it.each([
    { name: 'what is no JSON', text: '{', message: 'is no JSON' },
    { name: 'what is no state', text: '{"input":{"steps":1}}', message: 'found no state' },
    {
      name: 'an unknown mode',
      text: '{"input":{"mode":"ebpf","steps":[]}}',
      message: 'unknown mode "ebpf"',
    },
  ])('refuses $name', ({ text, message }) => {
    expect(() => verify(text)).toThrow(message)
  })
})
