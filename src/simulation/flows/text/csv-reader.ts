import { parse } from 'csv-parse/sync'
import type { BadRecords } from '../bad-records.ts'
import { type FlowField, type FlowFields, flowFieldOf, flowOfFields } from './flow-fields.ts'
import { LineReader, type LineResult } from './line-reader.ts'

/** The most frequent of them in the header stands between its names. */
const delimiters = [',', ';', '\t', ' '] as const
type Delimiter = (typeof delimiters)[number]

/** Whether a line can be the first of a CSV file of flows: it names a source and a destination. */
export function isCsvHeader(line: string): boolean {
  const fields = splitLine(line, delimiterOf(line))?.map(flowFieldOf) ?? []
  return fields.includes('source') && fields.includes('destination')
}

/** CSV whose first line names the columns, in any order; others are left alone. */
export function createCsvReader(records: BadRecords): LineReader {
  let header: Header | undefined
  let flows = 0
  const readLine = (text: string): LineResult => {
    if (header === undefined) {
      header = readHeader(text, records)
      return undefined
    }
    const cells = splitLine(text, header.delimiter)
    if (cells === undefined) return 'the quotes do not match'
    if (cells.length !== header.fields.length)
      return `${cells.length} columns; the header has ${header.fields.length}`
    flows += 1
    return flowOfFields(fieldsOf(header, cells), flows)
  }
  return new LineReader(records, readLine)
}

interface Header {
  readonly delimiter: Delimiter
  /** Undefined: a column that no flow has. */
  readonly fields: readonly (FlowField | undefined)[]
}

function readHeader(line: string, records: BadRecords): Header {
  const delimiter = delimiterOf(line)
  const names = splitLine(line, delimiter) ?? []
  const fields = names.map(flowFieldOf)
  for (const needed of ['source', 'destination'] as const)
    if (!fields.includes(needed))
      throw records.refuse(`no column "${needed}" in the header; it has ${names.join(', ')}`, 1)
  const twice = fields.find(
    (field, index) => field !== undefined && fields.indexOf(field) !== index,
  )
  if (twice !== undefined)
    throw records.refuse(
      `two columns for "${twice}": ${names.filter((name) => flowFieldOf(name) === twice).join(', ')}`,
      1,
    )
  return { delimiter, fields }
}

function fieldsOf({ fields }: Header, cells: readonly string[]): FlowFields {
  const values: FlowFields = {}
  for (const [index, field] of fields.entries())
    if (field !== undefined) values[field] = cells[index] ?? ''
  return values
}

function delimiterOf(line: string): Delimiter {
  const count = (delimiter: string) => line.split(delimiter).length
  return delimiters.reduce((best, one) => (count(one) > count(best) ? one : best))
}

/** Undefined: its quotes do not match. Few lines have any: those without are cut without ado. */
function splitLine(line: string, delimiter: Delimiter): readonly string[] | undefined {
  if (!line.includes('"')) return line.split(delimiter).map((cell) => cell.trim())
  try {
    const rows: string[][] = parse(line, { delimiter, trim: delimiter !== '\t', bom: true })
    return rows.length === 1 ? rows[0] : undefined
  } catch {
    return undefined
  }
}
