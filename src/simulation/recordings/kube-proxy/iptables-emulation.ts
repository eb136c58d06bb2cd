import {
  IptablesProxier,
  type IptablesTransaction,
} from '../../../proxy/iptables/iptables-proxier.ts'
import { formatEnsureOperation } from '../../../proxy/iptables/jump-rules.ts'
import { iptablesSettings } from '../../../proxy/iptables/settings.ts'
import { KubeProxy } from '../../../proxy/kube-proxy.ts'
import { nodeContext } from '../../../proxy/node/machine.ts'
import { ServiceHealthServer } from '../../../proxy/node/service-health-server.ts'
import { FakeIptables } from './fake-iptables.ts'
import type { ModeEmulation } from './mode-emulation.ts'
import type { RecordedState } from './recorded-state.ts'

/** iptables mode on kube-proxy's own fake of iptables, on which the recordings were made. */
export function emulateIptables({ family, configuration, machine }: RecordedState): ModeEmulation {
  const context = nodeContext(family, configuration, machine)
  const { settings, sysctls } = iptablesSettings(context, configuration, machine)
  const tables = new FakeIptables()
  let restores: string[] = []
  let ensured: string[] = []
  const apply = ({ ensure, restore }: IptablesTransaction) => {
    for (const operation of ensure)
      if (tables.ensure(operation)) ensured.push(formatEnsureOperation(operation))
    restores.push(restore)
    return tables.restore(restore)
  }
  const proxy = new KubeProxy({
    family,
    nodeName: machine.nodeName,
    featureGates: configuration.featureGates,
    proxier: new IptablesProxier(settings, apply),
    healthServer: new ServiceHealthServer(family, context.nodePortAddresses, machine.interfaces),
  })
  return {
    proxy,
    sysctls,
    takeAnswer() {
      const answer = { restore: restores.join(''), ensure: ensured, save: tables.save() }
      restores = []
      ensured = []
      return { iptables: answer }
    },
  }
}
