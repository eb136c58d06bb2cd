import type { BadRecords } from '../bad-records.ts'
import { type FlowFields, flowFieldOf, flowOfFields } from './flow-fields.ts'
import { LineReader, type LineResult } from './line-reader.ts'

/** One JSON object a line, with the fields of the CSV columns; others are left alone. */
export function createNdjsonReader(records: BadRecords): LineReader {
  let flows = 0
  const readLine = (text: string): LineResult => {
    const value = parseJson(text)
    if (value === undefined) return 'no JSON'
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return 'expected a JSON object a line'
    const fields: FlowFields = {}
    for (const [name, content] of Object.entries(value)) {
      const field = flowFieldOf(name)
      if (field === undefined || content === null) continue
      if (fields[field] !== undefined) return `"${field}" stands there twice, once as "${name}"`
      if (typeof content !== 'string' && typeof content !== 'number')
        return `"${name}": expected a text or a number`
      fields[field] = String(content)
    }
    flows += 1
    return flowOfFields(fields, flows)
  }
  return new LineReader(records, readLine)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
