import { z } from 'zod'
import { proxyModes } from '../../../proxy/configuration.ts'
import { clientSection } from './client-section.ts'
import { clusterSection } from './cluster-section.ts'
import { eventSection, eventsMax } from './event-section.ts'
import { expectationSection, expectationsMax } from './expectation-section.ts'
import { name, oneOrMore, period } from './quantities.ts'
import { trafficSection } from './traffic-section.ts'

const modes = z.array(z.enum(proxyModes)).min(1)
const objects = z.array(z.record(z.string(), z.unknown()))
const manifests = oneOrMore(z.string(), 'expected a file beside the scenario, or a list of them')
const expectations = z.array(expectationSection).max(expectationsMax)

const withoutSection = z.strictObject({
  cause: z.string().min(1).describe('What is taken away, in one sentence.'),
  modes: modes.optional().describe('Default: the scenario’s.'),
  cluster: clusterSection.optional().describe('In place of the same fields of cluster.'),
  objects: objects.optional().describe('Applied to the cluster before the run.'),
  clients: z
    .record(name, clientSection.partial())
    .optional()
    .describe('In place of the same fields of clients.'),
  traffic: z
    .record(name, trafficSection.partial())
    .optional()
    .describe('In place of the same fields of traffic.'),
  skip: z.array(name).optional().describe('Events, by name, that do not happen.'),
  expect: expectations.min(1).describe('What is different.'),
})

/** A scenario as it is written: the one source of its checks, its types and its JSON schema. */
export const scenarioDocument = z
  .strictObject({
    purpose: z.string().min(1).max(300).describe('What it shows, in one sentence.'),
    link: z.url({ error: 'expected a URL' }).optional().describe('Where it was reported.'),
    notes: z.string().optional().describe('What a reader should know beside that.'),
    seed: z
      .int()
      .min(0)
      .max(999_999_999)
      .optional()
      .describe('Of what is left to chance. Default 1.'),
    duration: period.describe('How long it is played.'),
    modes: modes.optional().describe('Default: all three.'),
    cluster: clusterSection.optional().describe('Nodes, settings, pace.'),
    manifests: manifests.optional().describe('Files beside the scenario.'),
    objects: objects.optional().describe('Kubernetes objects.'),
    clients: z.record(name, clientSection).optional().describe('Who sends.'),
    traffic: z.record(name, trafficSection).optional().describe('What they send.'),
    events: z.array(eventSection).max(eventsMax).optional().describe('What happens meanwhile.'),
    expect: expectations.optional().describe('What must come out.'),
    without: withoutSection
      .optional()
      .describe('The same without the cause of what it shows, and what is then different.'),
  })
  .meta({ title: 'Scenario of the kube-proxy emulator' })

export type ScenarioDocument = z.output<typeof scenarioDocument>
export type WithoutSection = z.output<typeof withoutSection>
