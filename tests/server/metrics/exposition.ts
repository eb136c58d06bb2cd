export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export interface Family {
  readonly type: string
  readonly help: string
  readonly samples: readonly Sample[]
}

const samplePattern = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/
const labelPattern = /([a-zA-Z_]\w*)="((?:[^"\\\n]|\\[\\n"])*)"(?:,|$)/y

/**
 * Reads Prometheus text, version 0.0.4, and throws where a scraper would: samples without a TYPE before them, families in
 * two pieces, samples given twice, names and labels that are none.
 */
export function readExposition(text: string): ReadonlyMap<string, Family> {
  const families = new Map<string, Family & { samples: Sample[] }>()
  const seen = new Set<string>()
  let current = ''
  let help = ''
  for (const line of text.split('\n')) {
    if (line === '') continue
    const [, word, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? []
    if (word === 'HELP') help = rest
    else if (word === 'TYPE') {
      if (families.has(name)) throw new Error(`${name} comes twice`)
      families.set(name, { type: rest, help, samples: [] })
      current = name
    } else {
      const sample = readSample(line)
      const family = families.get(current)
      const suffixes = family?.type === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']
      if (!suffixes.some((suffix) => sample.name === current + suffix))
        throw new Error(`${line} stands under ${current}`)
      const key = line.slice(0, line.lastIndexOf(' '))
      if (seen.has(key)) throw new Error(`${key} comes twice`)
      seen.add(key)
      family?.samples.push(sample)
    }
  }
  return families
}

function readSample(line: string): Sample {
  const [, name, labelText = '', valueText = ''] = samplePattern.exec(line) ?? []
  const value = valueText === '+Inf' ? Number.POSITIVE_INFINITY : Number(valueText)
  if (name === undefined || (Number.isNaN(value) && valueText !== 'Nan'))
    throw new Error(`no sample: ${line}`)
  const labels: Record<string, string> = {}
  labelPattern.lastIndex = 0
  let at = 0
  while (at < labelText.length) {
    const found = labelPattern.exec(labelText)
    if (found === null) throw new Error(`no labels: ${line}`)
    labels[found[1] ?? ''] = found[2] ?? ''
    at = labelPattern.lastIndex
  }
  return { name, labels, value }
}
