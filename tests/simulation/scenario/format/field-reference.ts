import {
  type JsonSchema,
  scenarioJsonSchema,
} from '../../../../src/simulation/scenario/format/json-schema.ts'

/** Every field of a scenario as a Markdown page, made of the schema. */
export function fieldReference(): string {
  const whole = scenarioJsonSchema()
  const lines = [
    '# Fields of a scenario',
    '',
    'Made of the schema; docs/scenarios.md explains, this page lists.',
    '',
  ]
  listFields('', whole, whole, lines)
  return `${lines.join('\n')}\n`
}

function listFields(path: string, schema: JsonSchema, whole: JsonSchema, lines: string[]): void {
  const sections: [string, JsonSchema][] = []
  lines.push(
    path === '' ? '## At the top' : `## ${path}`,
    '',
    '| field | value | |',
    '|---|---|---|',
  )
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    if (typeof field === 'boolean') continue
    const required = (schema.required ?? []).includes(name) ? ', required' : ''
    const { schema: shown, description } = resolve(field, whole)
    lines.push(
      `| \`${name}\` | ${typeOf(shown, whole)}${required} | ${description.replaceAll('|', '\\|')} |`,
    )
    const inner = innerOf(shown, whole)
    const at = path === '' ? name : `${path}.${name}`
    if (
      inner !== undefined &&
      !(path === 'without' && ['cluster', 'clients', 'traffic', 'expect'].includes(name))
    )
      sections.push([`${at}${inner.suffix}`, inner.schema])
  }
  lines.push('')
  for (const [name, section] of sections) listFields(name, section, whole, lines)
}

/** Behind references, with the first description on the way. */
function resolve(
  schema: JsonSchema,
  whole: JsonSchema,
): { schema: JsonSchema; description: string } {
  let current = schema
  let description = schema.description ?? ''
  while (current.$ref !== undefined) {
    const target = whole.$defs?.[current.$ref.slice(current.$ref.lastIndexOf('/') + 1)]
    if (target === undefined) break
    current = target
    if (description === '') description = current.description ?? ''
  }
  return { schema: current, description }
}

/** The section that a field opens: a map of fields, each of a map or each of a list. */
function innerOf(
  schema: JsonSchema,
  whole: JsonSchema,
): { suffix: string; schema: JsonSchema } | undefined {
  if (schema.properties !== undefined) return { suffix: '', schema }
  const { additionalProperties: values, items } = schema
  const next =
    typeof values === 'object'
      ? values
      : typeof items === 'object' && !Array.isArray(items)
        ? items
        : undefined
  if (next === undefined) return undefined
  const inner = resolve(next as JsonSchema, whole).schema
  if (inner.properties === undefined) return undefined
  return { suffix: typeof values === 'object' ? '.NAME' : '[]', schema: inner }
}

function typeOf(schema: JsonSchema, whole: JsonSchema): string {
  const { anyOf, enum: choices, const: only, type, pattern } = schema
  if (choices !== undefined) return choices.map((one) => `\`${String(one)}\``).join(', ')
  if (only !== undefined) return `\`${String(only)}\``
  if (anyOf !== undefined) {
    const types = anyOf.map((one) => typeOf(resolve(one as JsonSchema, whole).schema, whole))
    return [...new Set(types)].join(' or ')
  }
  if (type === 'array') {
    const { items } = schema
    if (typeof items !== 'object' || Array.isArray(items)) return 'a pair'
    return `a list of ${typeOf(resolve(items as JsonSchema, whole).schema, whole)}`
  }
  if (type === 'object') return schema.properties === undefined ? 'a map' : 'fields'
  if (pattern?.includes('ms|s|m|h') === true) return 'duration'
  if (pattern?.endsWith('(s|m|h)$') === true) return 'rate'
  if (pattern?.endsWith('%$') === true) return 'share'
  if (Array.isArray(type)) return 'text or number'
  return type === 'integer'
    ? 'whole number'
    : type === 'string'
      ? 'text'
      : type === 'boolean'
        ? 'true or false'
        : String(type ?? 'anything')
}
