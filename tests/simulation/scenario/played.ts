import type { ProxyMode } from '../../../src/proxy/configuration.ts'
import {
  ScenarioRun,
  type ScenarioRunOptions,
} from '../../../src/simulation/scenario/scenario-run.ts'
import { readLines } from './read-text.ts'

/** Ten connections a second from a pod of node-1 to Service `web`, and what the lines add. */
export const steady = [
  'clients: { shop: { podsOn: node-1 } }',
  'traffic: { steady: { from: shop, to: svc/web, rate: 10/s } }',
]

export function runOf(
  lines: readonly string[],
  mode: ProxyMode = 'iptables',
  options: ScenarioRunOptions = {},
): ScenarioRun {
  return new ScenarioRun(readLines(...lines), mode, options)
}
