import { ipvsReader } from './ipvs/reader.ts'
import { ipvsModeReader } from './ipvs-mode/reader.ts'
import { kubeProxyReader } from './kube-proxy/reader.ts'
import { netfilterReader } from './netfilter/reader.ts'
import type { RecordingReader } from './verification.ts'

/** Every kind of recording that can be held against the emulator. */
export const recordingReaders: readonly RecordingReader[] = [
  kubeProxyReader,
  netfilterReader,
  ipvsReader,
  ipvsModeReader,
]

/** By the first line, or by the whole document where one JSON value fills the file. */
export function readerOf(text: string): RecordingReader | undefined {
  const document = tryParse(text.slice(0, text.indexOf('\n') >>> 0)) ?? tryParse(text)
  return document === undefined
    ? undefined
    : recordingReaders.find((reader) => reader.recognises(document))
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
