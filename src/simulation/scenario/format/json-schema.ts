import { z } from 'zod'
import { scenarioDocument } from './scenario-document.ts'

export type JsonSchema = z.core.JSONSchema.BaseSchema

/** What editors complete and check scenarios with. */
export function scenarioJsonSchema(): JsonSchema {
  return z.toJSONSchema(scenarioDocument, { io: 'input', reused: 'ref' })
}
