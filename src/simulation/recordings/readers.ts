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
