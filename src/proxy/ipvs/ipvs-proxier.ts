import type { Address, Family } from '../../packet/address.ts'
import type { ProxyConfiguration } from '../configuration.ts'
import type { LocalTrafficDetector } from '../node/local-traffic-detector.ts'
import type { NetworkInterfaces, NodeAddresses } from '../node/node-addresses.ts'
import type { NodePortAddresses } from '../node/node-port-addresses.ts'
import type { ClusterView, Proxier, SyncRequest, SyncResult } from '../proxier.ts'
import { networkContains, type ParsedNetwork, parseSloppyNetwork } from '../sloppy-address.ts'
import type { ServicePort } from '../tracking/service-port.ts'
import { nodeLocalAddresses, nodePortTargets } from './plan/node-local-addresses.ts'
import { type PlanContext, type PortPlan, planPort } from './plan/port-plan.ts'
import { PortPlans } from './plan/port-plans.ts'
import { ensuredCommands } from './rules/chains.ts'
import { type RestoreSettings, restoreText } from './rules/restore-text.ts'
import {
  type AppliedServer,
  type CountConnections,
  VirtualServerTable,
} from './servers/virtual-server-table.ts'
