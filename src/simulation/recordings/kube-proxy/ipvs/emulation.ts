import { formatGoDuration } from '../../../../proxy/go-duration.ts'
import { formatEnsureOperation } from '../../../../proxy/iptables/jump-rules.ts'
import { IpvsProxier } from '../../../../proxy/ipvs/ipvs-proxier.ts'
import { terminationCheckPeriodMs } from '../../../../proxy/ipvs/servers/terminating-servers.ts'
import { ipvsStart } from '../../../../proxy/ipvs/settings.ts'
import type { IpvsTransaction } from '../../../../proxy/ipvs/transaction.ts'
import { KubeProxy } from '../../../../proxy/kube-proxy.ts'
import { nodeContext } from '../../../../proxy/node/machine.ts'
import { ServiceHealthServer } from '../../../../proxy/node/service-health-server.ts'
import { FakeIptables } from '../fake-iptables.ts'
import type { ModeEmulation } from '../mode-emulation.ts'
import type { RecordedState, RecordedStep } from '../recorded-state.ts'
import { listing } from './listing.ts'
import { operationText, setOperationTexts } from './operation-text.ts'

/** Of the machine that the recordings were made on, as far as kube-proxy looks: newer than 5.9. */
const recordedKernel = '6.18'
const noConnections = { active: 0, inactive: 0 }

/** IPVS mode on kube-proxy's own fakes of iptables, IPVS, ipset and netlink, on which the recordings were made. */
export function emulateIpvs({ family, configuration, machine }: RecordedState): ModeEmulation {
  const context = nodeContext(family, configuration, machine)
  const { settings, sysctls, timeouts } = ipvsStart(context, configuration, machine, recordedKernel)
  const connections = new RecordedConnections()
  const calls = new RecordedCalls()
  const proxier = new IpvsProxier({
    settings,
    countConnections: (virtualServer, realServer) => {
      const { active, inactive } = connections.of(virtualServer, realServer)
      return active + inactive
    },
  })
  const proxy = new KubeProxy({
    family,
    nodeName: machine.nodeName,
    featureGates: configuration.featureGates,
    proxier: {
      sync(request) {
        const result = proxier.sync(request)
        calls.take(result.transaction)
        return result
      },
    },
    healthServer: new ServiceHealthServer(family, context.nodePortAddresses, machine.interfaces),
  })
  return {
    proxy,
    sysctls,
    beforeStep(step) {
      connections.replace(step)
      if (step.elapsedMs >= terminationCheckPeriodMs) calls.take(proxier.checkTerminating())
    },
    takeAnswer() {
      const { iptables, ops, ipsetOps } = calls.answer()
      const times = timeouts && [timeouts.tcpMs, timeouts.tcpFinMs, timeouts.udpMs]
      return {
        iptables,
        ipvs: {
          ...listing(proxier.snapshot(), (virtual, real) => connections.of(virtual, real)),
          ops,
          ipsetOps,
          ...(times === undefined ? {} : { timeouts: times.map(formatGoDuration) }),
        },
      }
    },
  }
}

/** What the kernel counts, where the state says so. */
class RecordedConnections {
  readonly #counts = new Map<string, { readonly active: number; readonly inactive: number }>()

  replace({ ipvsConnections }: RecordedStep): void {
    for (const { virtualServer, realServer, active, inactive } of ipvsConnections)
      this.#counts.set(`${virtualServer} ${realServer}`, { active, inactive })
  }

  of(virtualServer: { readonly text: string }, realServer: { readonly text: string }) {
    return this.#counts.get(`${virtualServer.text} ${realServer.text}`) ?? noConnections
  }
}

/** Every call since the last answer, as text. */
class RecordedCalls {
  readonly #tables = new FakeIptables()
  readonly #setsMade = new Set<string>()
  #restores: string[] = []
  #ensured: string[] = []
  #operations: string[] = []
  #setOperations: string[] = []

  take(transaction: IpvsTransaction): void {
    for (const operation of transaction.ensure)
      if (this.#tables.ensure(operation)) this.#ensured.push(formatEnsureOperation(operation))
    this.#operations.push(...transaction.operations.map(operationText))
    this.#setOperations.push(...setOperationTexts(transaction, (name) => this.#setsMade.has(name)))
    for (const { name } of transaction.sets) this.#setsMade.add(name)
    if (transaction.restore === '') return
    this.#restores.push(transaction.restore)
    this.#tables.restore(transaction.restore)
  }

  answer() {
    const answer = {
      iptables: {
        restore: this.#restores.join(''),
        ensure: this.#ensured,
        save: this.#tables.save(),
      },
      ops: this.#operations,
      ipsetOps: this.#setOperations,
    }
    this.#restores = []
    this.#ensured = []
    this.#operations = []
    this.#setOperations = []
    return answer
  }
}
