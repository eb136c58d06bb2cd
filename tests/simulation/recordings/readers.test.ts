import { describe, expect, it } from 'vitest'
import { recordingReaders } from '../../../src/simulation/recordings/readers.ts'

describe('the readers of recordings', () => {
  it('are one a kind, and none takes what is no recording', () => {
    const kinds = recordingReaders.map(({ kind }) => kind)
    expect(kinds).toEqual(['kube-proxy', 'netfilter', 'ipvs', 'ipvs-mode'])
    expect(recordingReaders.filter((it) => it.recognises({ nothing: true }))).toEqual([])
  })
})
