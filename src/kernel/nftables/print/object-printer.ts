import { largestUnit } from '../model/data-size.ts'
import { formatDuration } from '../model/duration.ts'
import type { ObjectDetail } from '../model/object-detail.ts'
import { formatPriority } from '../model/priority.ts'
import type { Flowtable, NamedObject } from '../ruleset/table.ts'
import type { PrintOptions } from './print-options.ts'
import { formatStatement } from './statement-printer.ts'

/** Named objects and flowtables, as in `nft list ruleset`. */
export function formatNamedObject(object: NamedObject, options: PrintOptions): string {
  const handle = options.handles ? ` # handle ${object.handle}` : ''
  const lines = [`\t${object.type} ${object.name} {${handle}`]
  if (object.comment !== undefined) lines.push(`\t\tcomment "${object.comment}"`)
  for (const line of bodyLines(object, options)) lines.push(`\t\t${line}`)
  return `${lines.join('\n')}\n\t}\n`
}

function bodyLines(object: NamedObject, options: PrintOptions): string[] {
  const { counter, quota, detail } = object
  if (object.type === 'counter')
    return options.stateless ? [] : [`packets ${counter.packets} bytes ${counter.bytes}`]
  if (quota !== undefined) return [quotaLine(quota, options)]
  return detail === undefined ? [] : detailLines(detail)
}

function quotaLine(quota: NonNullable<NamedObject['quota']>, options: PrintOptions): string {
  const size = largestUnit(quota.bytes)
  const used = largestUnit(quota.used)
  const usedText = options.stateless || quota.used === 0 ? '' : ` used ${used.count} ${used.unit}`
  return `${quota.over ? 'over ' : ''}${size.count} ${size.unit}${usedText}`
}

function detailLines(detail: ObjectDetail): string[] {
  switch (detail.kind) {
    case 'limit':
      return [formatStatement(detail.limit).replace(/^limit /, '')]
    case 'synproxy': {
      const { mss, wscale, flags } = detail.synproxy
      const lines: string[] = []
      if (mss !== undefined) lines.push(`mss ${mss}`)
      if (wscale !== undefined) lines.push(`wscale ${wscale}`)
      return flags.length === 0 ? lines : [...lines, flags.join(' ')]
    }
    case 'secmark':
      return [`"${detail.context}"`]
    case 'ct helper':
      return [`type "${detail.helper}" protocol ${detail.protocol}`, `l3proto ${detail.network}`]
    case 'ct timeout': {
      const states = detail.policy.map(([state, seconds]) => `${state} : ${seconds}`).join(', ')
      return [`protocol ${detail.protocol}`, `l3proto ${detail.network}`, `policy = { ${states} }`]
    }
    default:
      return [
        `protocol ${detail.protocol}`,
        `dport ${detail.port}`,
        `timeout ${formatDuration(detail.timeoutMs)}`,
        `size ${detail.size}`,
        `l3proto ${detail.network}`,
      ]
  }
}

export function formatFlowtable(flowtable: Flowtable, options: PrintOptions): string {
  const handle = options.handles ? ` # handle ${flowtable.handle}` : ''
  const { name, hook, priority, devices, offload, counter } = flowtable
  const lines = [
    `\tflowtable ${name} {${handle}`,
    `\t\thook ${hook} priority ${formatPriority(priority, 'netdev', 'ingress')}`,
  ]
  if (devices.length > 0) lines.push(`\t\tdevices = { ${devices.join(', ')} }`)
  if (offload) lines.push('\t\tflags offload')
  if (counter) lines.push('\t\tcounter')
  return `${lines.join('\n')}\n\t}\n`
}
