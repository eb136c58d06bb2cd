import type { QuestionGroup } from './mode-question.ts'
import { clusterIpQuestions } from './questions/cluster-ip.ts'
import { endpointQuestions } from './questions/endpoints.ts'
import { loadBalancerQuestions } from './questions/load-balancer.ts'
import { modeChangeQuestions } from './questions/mode-change.ts'
import { nodePortQuestions } from './questions/node-port.ts'
import { affinityQuestions } from './questions/session-affinity.ts'
import { trafficPolicyQuestions } from './questions/traffic-policy.ts'

export const questionGroups: readonly QuestionGroup[] = [
  clusterIpQuestions,
  endpointQuestions,
  nodePortQuestions,
  loadBalancerQuestions,
  trafficPolicyQuestions,
  affinityQuestions,
  modeChangeQuestions,
]
