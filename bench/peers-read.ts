import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { median } from 'simple-statistics'
import { IptablesEngine } from '../src/kernel/iptables/engine/iptables-engine.ts'
import { NftablesEngine } from '../src/kernel/nftables/engine/nftables-engine.ts'
import { defaultProxyConfiguration, type ProxyMode } from '../src/proxy/configuration.ts'
import {
  syntheticClusterCidr,
  syntheticNode,
  syntheticObjects,
} from '../src/simulation/cost/synthetic-services.ts'
import { WritingProxy } from '../src/simulation/cost/writing-proxy.ts'

/** kube-proxy's first sync, read by our engines (which load it) and by the programs that read it on a node (which only check it). */
const rounds = 3

function textOf(mode: ProxyMode, services: number): string {
  const proxy = new WritingProxy(syntheticNode, {
    ...defaultProxyConfiguration,
    mode,
    clusterCidrs: [syntheticClusterCidr],
  })
  proxy.observe(
    syntheticObjects({ services, endpoints: 5, affinity: false, protocol: 'TCP', prefix: 's' }),
  )
  return proxy.sync(0).text
}

function timed(work: () => void): number {
  return median(
    Array.from({ length: rounds }, () => {
      const start = performance.now()
      work()
      return performance.now() - start
    }),
  )
}

/** Undefined: not installed, or not allowed. */
function timedProgram(argv: readonly [string, ...string[]], text: string): number | undefined {
  const [program, ...rest] = argv
  const run = () =>
    spawnSync('unshare', ['-n', program, ...rest], {
      input: text,
      stdio: ['pipe', 'ignore', 'ignore'],
    })
  if (run().status !== 0) return undefined
  return timed(() => assert.equal(run().status, 0))
}

const shown = (ms: number | undefined) => ms?.toFixed(0) ?? 'not here'
const ratio = (own: number, peer: number | undefined) =>
  peer === undefined ? '–' : (own / peer).toFixed(2)

console.log(
  `medians of ${rounds}, ms; 5 endpoints a Service, no chance in it; the programs ran in a network namespace of their own\n`,
)
console.log(
  '| Services | text | emulator, read and loaded | peer | peer, checked only | emulator ÷ peer |',
)
console.log('|--:|---|--:|---|--:|--:|')
for (const services of [100, 1_000]) {
  const iptables = textOf('iptables', services)
  const own = timed(() =>
    new IptablesEngine({ family: 'IPv4' }).restore(iptables, { noFlush: true }),
  )
  for (const program of ['iptables-legacy-restore', 'iptables-nft-restore']) {
    const peer = timedProgram([program, '--test', '--noflush'], iptables)
    console.log(
      `| ${services} | iptables | ${shown(own)} | ${program} --test | ${shown(peer)} | ${ratio(own, peer)} |`,
    )
  }
  const nft = textOf('nftables', services)
  const ownNft = timed(() => new NftablesEngine().apply(nft))
  const peer = timedProgram(['nft', '-c', '-f', '-'], nft)
  console.log(
    `| ${services} | nftables | ${shown(ownNft)} | nft -c | ${shown(peer)} | ${ratio(ownNft, peer)} |`,
  )
}
