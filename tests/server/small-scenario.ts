import { readFileSync } from 'node:fs'
import type { RunRequest, ScenarioTexts } from '../../src/server/runs/run-request.ts'

/** A minute of one client and one Service. */
export const smallScenario: ScenarioTexts = {
  name: 'small',
  files: {},
  text: readFileSync('scenarios/affinity-rollout.yaml', 'utf8').replace(/^link:.*$/m, ''),
}

export const smallRequest: RunRequest = {
  scenario: smallScenario,
  modes: ['iptables'],
  without: false,
  paused: false,
}
