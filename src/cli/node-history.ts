import type { ProxyMode } from '../proxy/configuration.ts'
import { type NodeAfterHistory, type NodeBefore, nodeAfter } from '../report/node-history.ts'
import type { CommandIo } from './command-io.ts'
import { type ProxyArguments, type ProxyOptions, readProxyOptions } from './proxy-options.ts'

/** What ran on the node before. */
export interface HistoryArguments {
  /** Modes of the kube-proxies that ran before the one that is asked about, in order. */
  readonly after?: readonly ProxyMode[]
}

/** Lets every kube-proxy of the history start and sync once. @throws UserError */
export function nodeAfterHistory(
  before: NodeBefore,
  last: ProxyOptions,
  options: ProxyArguments & HistoryArguments,
  io: CommandIo,
): NodeAfterHistory {
  const silent = { ...io, err: () => {} }
  const earlier = (options.after ?? []).map(
    (mode) => readProxyOptions({ ...options, mode }, silent).configuration,
  )
  return nodeAfter(before, earlier, last.configuration)
}
