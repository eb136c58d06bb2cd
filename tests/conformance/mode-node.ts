import type { Chance } from '../../src/base/chance.ts'
import { createSeededChance } from '../../src/base/seeded-chance.ts'
import type { Cluster } from '../../src/kubernetes/cluster/make-cluster.ts'
import { readCluster } from '../../src/kubernetes/cluster/read-cluster.ts'
import {
  type Address,
  familyOf,
  formatAddress,
  parseAddress,
  parsePrefix,
  prefixContains,
} from '../../src/packet/address.ts'
import { protocolNumber } from '../../src/packet/protocol.ts'
import type { ProxyConfiguration, ProxyMode } from '../../src/proxy/configuration.ts'
import { readConfiguration } from '../../src/proxy/configuration-file.ts'
import { exchangeData, type OpenConnection } from '../../src/simulation/data-exchange.ts'
import { type ExchangeRequest, runExchange } from '../../src/simulation/exchange.ts'
import { possibleExchanges } from '../../src/simulation/exchange-outcomes.ts'
import type { ExchangeResult } from '../../src/simulation/exchange-result.ts'
import {
  createSurroundings,
  type Surroundings,
} from '../../src/simulation/exchange-surroundings.ts'
import { EmulatedNode } from '../../src/simulation/node/emulated-node.ts'
import { podBridgeName, uplinkName } from '../../src/simulation/node/node-network.ts'
import { againText, dataText, fateText, type Possible, seriesText } from './answer-text.ts'
import { address, baseObjects } from './cluster-objects.ts'
import type { ModeQuestion, Preparation, Request } from './mode-question.ts'

/** Puts questions to one mode. */
export interface QuestionedMode {
  readonly mode: ProxyMode
  /** In the words of the questions' expected answers. */
  answer(question: ModeQuestion): string
}

export function createQuestionedMode(mode: ProxyMode): QuestionedMode {
  return { mode, answer: (question) => new QuestionRun(mode, question).run() }
}

const podNetworks = ['10.244.1.0/24', 'fd00:10:244:1::/64'].map((text) => parsePrefix(text))
const ownAddresses = [address.node, address.node6].map((text) => parseAddress(text))
const firstPort = 40_000
const seed = 1

/** What a pod on another node answers to the outside does not come by this node. */
const surroundings: Surroundings = {
  ...createSurroundings(uplinkName, podBridgeName),
  answersThroughNode: (from, to) =>
    from !== 'upstream' ||
    ownAddresses.includes(to) ||
    podNetworks.some((network) => prefixContains(network, to)),
}

/** One question in one mode, on a node of its own. */
class QuestionRun {
  readonly #question: ModeQuestion
  readonly #mode: ProxyMode
  readonly #node: EmulatedNode
  readonly #chance: Chance = createSeededChance(seed)
  #cluster: Cluster
  #nowMs = 0
  #nextPort = firstPort
  #last: ExchangeResult | undefined
  #open: OpenConnection | undefined

  constructor(mode: ProxyMode, question: ModeQuestion) {
    this.#question = question
    this.#mode = mode
    this.#cluster = clusterOf(question.objects)
    const node = this.#cluster.objects.find((object) => object.kind === 'Node')
    if (node?.kind !== 'Node') throw new Error('the cluster has no node')
    const configuration = this.#configurationOf(question.earlierMode ?? mode)
    this.#node = new EmulatedNode(node, this.#cluster.objects, { configuration })
    this.#node.sync(0)
  }

  #configurationOf(mode: ProxyMode): ProxyConfiguration {
    const { configuration } = readConfiguration({
      file: 'configuration',
      text: JSON.stringify({
        apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
        kind: 'KubeProxyConfiguration',
        mode,
        clusterCIDR: '10.244.0.0/16,fd00:10:244::/48',
        ...this.#question.configuration,
      }),
    })
    return configuration
  }

  run(): string {
    const { before = [], asked } = this.#question
    for (const step of before) this.#prepare(step)
    switch (asked.kind) {
      case 'fate': {
        const request = this.#requestOf(asked.request)
        return fateText(this.#possible(request), request, asked.tells)
      }
      case 'again':
        return againText(this.#last, this.#possible(this.#requestOf(asked.request)))
      case 'series':
        return seriesText(
          Array.from({ length: asked.count }, () => {
            const request = this.#requestOf(asked.request)
            const possible = this.#possible(request)
            return { possible, happened: this.#run(request) }
          }),
        )
      case 'data':
        return dataText(this.#moreData())
    }
  }

  #prepare(step: Preparation): void {
    switch (step.kind) {
      case 'request':
        this.#last = this.#run(this.#requestOf(step.request), step.keepOpen)
        return
      case 'crowd':
        for (let client = 0; client < step.clients; client += 1)
          this.#run(this.#requestOf({ from: `100.64.${client >> 8}.${client & 255}`, to: step.to }))
        return
      case 'change': {
        const after = clusterOf(step.objects)
        this.#node.observeChange(this.#cluster.objects, after.objects)
        this.#cluster = after
        this.#node.sync(this.#nowMs)
        return
      }
      case 'restart':
        if (step.objects !== undefined) this.#cluster = clusterOf(step.objects)
        this.#node.restart(this.#configurationOf(this.#mode), this.#cluster.objects)
        this.#node.sync(this.#nowMs)
        return
      case 'wait':
        this.#nowMs += step.seconds * 1000
    }
  }

  #possible(request: ExchangeRequest): readonly Possible[] {
    const { kernel } = this.#node
    const { branches, complete } = possibleExchanges(kernel, surroundings, request, this.#nowMs)
    if (!complete) throw new Error('there are more ways than were looked at')
    return branches.map(({ result, probability }) => ({ result: result.result, probability }))
  }

  #run(request: ExchangeRequest, keepOpen = false): ExchangeResult {
    const moment = { nowMs: this.#nowMs, chance: this.#chance }
    const { result } = runExchange(
      this.#node.kernel,
      surroundings,
      { ...request, keepOpen },
      moment,
    )
    const { where, backend, seenSource } = result
    if (keepOpen && where !== undefined && backend !== undefined && seenSource !== undefined) {
      const { from, source, destination } = request
      this.#open = { from, source, destination, where, backend, seenSource }
    }
    return result
  }

  #moreData(): ExchangeResult {
    if (this.#open === undefined) throw new Error('no connection was kept open')
    const moment = { nowMs: this.#nowMs, chance: this.#chance }
    return exchangeData(this.#node.kernel, surroundings, this.#open, moment)
  }

  #requestOf({ from, to, protocol = 'tcp', sourcePort }: Request): ExchangeRequest {
    const [, host = '', port] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(to) ?? []
    const destination = parseAddress(host)
    const isIpv6 = familyOf(destination) === 'IPv6'
    const id = sourcePort ?? this.#nextPort++
    const senders = isIpv6
      ? { pod: address.pod6, client: address.client6 }
      : { pod: address.pod, client: address.client }
    const own = this.#node.kernel.sourceTowards(destination)
    const node = own === undefined ? address.node : formatAddress(own)
    const named: Readonly<Record<string, string>> = { ...senders, node }
    const source = parseAddress(named[from] ?? from)
    return {
      from: from === 'node' ? 'node' : senderAt(source),
      protocol: protocol === 'icmp' && isIpv6 ? protocolNumber.icmpv6 : protocolNumber[protocol],
      source: { address: source, port: id },
      destination: { address: destination, port: protocol === 'icmp' ? id : Number(port) },
    }
  }
}

function senderAt(source: Address): ExchangeRequest['from'] {
  if (ownAddresses.includes(source)) return 'node'
  return podNetworks.some((network) => prefixContains(network, source)) ? 'pod' : 'client'
}

function clusterOf(objects: readonly unknown[]): Cluster {
  const items = [...baseObjects, ...objects]
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items })
  return readCluster([{ file: 'question', text }])
}
