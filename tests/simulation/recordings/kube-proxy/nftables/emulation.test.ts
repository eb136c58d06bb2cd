import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { kubeProxyReader } from '../../../../../src/simulation/recordings/kube-proxy/reader.ts'

const verify = (name: string) =>
  kubeProxyReader.verify(
    name,
    gunzipSync(readFileSync(`tests/recordings/data/kube-proxy/${name}.jsonl.gz`)).toString(),
    { answers: false },
  )

describe('nftables mode against the real kube-proxy', () => {
  it.each(['nftables', 'nftables-awkward', 'exotic'])('finds no disagreement in %s', (name) => {
    const { disagreements, facts, cases } = verify(name)
    expect(disagreements).toEqual([])
    expect(facts).toBeGreaterThan(cases * 10)
  })
})
