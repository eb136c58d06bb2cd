import { z } from 'zod'
import { proxyModes } from '../../../proxy/configuration.ts'
import { clientSection } from './client-section.ts'
import { clusterSection } from './cluster-section.ts'
import { eventSection, eventsMax } from './event-section.ts'
import { expectationSection } from './expectation-section.ts'
import { duration, name, oneOrMore } from './quantities.ts'
import { trafficSection } from './traffic-section.ts'

/** A scenario as it is written: the one source of its checks, its types and its JSON schema. */
export const scenarioDocument = z
  .strictObject({
    purpose: z.string().min(1).describe('What it shows, in one sentence.'),
    link: z.url().optional().describe('Where the problem was reported.'),
    seed: z
      .int()
      .min(0)
      .max(999_999_999)
      .optional()
      .describe('Of what is left to chance. Default 1.'),
    duration: duration.describe('How long it is played.'),
    modes: z.array(z.enum(proxyModes)).min(1).optional().describe('Default: all three.'),
    cluster: clusterSection.optional(),
    manifests: oneOrMore(z.string()).optional().describe('Files beside the scenario.'),
    objects: z.array(z.record(z.string(), z.unknown())).optional().describe('Kubernetes objects.'),
    clients: z.record(name, clientSection).optional(),
    traffic: z.record(name, trafficSection).optional(),
    events: z.array(eventSection).max(eventsMax).optional(),
    expect: z.array(expectationSection).optional(),
    without: z
      .strictObject({
        cause: z.string().describe('What is taken away, in one sentence.'),
        modes: z.array(z.enum(proxyModes)).min(1).optional(),
        cluster: clusterSection.optional(),
        expect: z.array(expectationSection).min(1),
      })
      .optional()
      .describe('The same played without its cause, and what is then different.'),
  })
  .meta({ title: 'kube-proxy emulator scenario' })

export type ScenarioDocument = z.output<typeof scenarioDocument>
