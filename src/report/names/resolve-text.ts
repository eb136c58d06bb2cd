import { formatAddress } from '../../packet/address.ts'
import { type DnsAnswer, type DnsRecord, formatRecord } from '../../simulation/dns/dns-record.ts'
import { formatResolvConf, type ResolvConf } from '../../simulation/dns/resolv-conf.ts'
import type { Resolution } from '../../simulation/dns/stub-resolver.ts'
import { formatTable } from '../table.ts'

/** The asker's resolv.conf, each question with its answer, and the records. */
export function formatResolution(
  name: string,
  from: string,
  conf: ResolvConf,
  resolution: Resolution,
): string {
  const rows = resolution.queries.map(({ name: asked, type, answer }) => [
    `${asked}.`,
    type,
    describeAnswer(answer),
  ])
  const columns = [{ header: 'QUERY' }, { header: 'TYPE' }, { header: 'ANSWER' }]
  const records = [...resolution.records, ...resolution.additional].map(formatRecord)
  return [
    `${name} from ${from}\n${indent(formatResolvConf(conf))}`,
    ...(rows.length === 0 ? [] : [formatTable(columns, rows)]),
    ...(records.length === 0 ? [] : [records.map((line) => `${line}\n`).join('')]),
    `${describeOutcome(resolution)}\n`,
  ].join('\n')
}

export function resolutionJson(
  name: string,
  from: string,
  conf: ResolvConf,
  resolution: Resolution,
): string {
  const { nameservers, searches, options, startsWithNodes } = conf
  const queries = resolution.queries.map(({ name: asked, type, answer }) => ({
    name: asked,
    type,
    outcome: answer.outcome,
    records: answer.records.map(recordJson),
    ...(answer.upstreamName === undefined ? {} : { upstreamName: answer.upstreamName }),
  }))
  return `${JSON.stringify(
    {
      name,
      from,
      resolvConf: { nameservers, searches, options, startsWithNodes },
      queries,
      outcome: resolution.outcome,
      records: resolution.records.map(recordJson),
      additional: resolution.additional.map(recordJson),
    },
    null,
    2,
  )}\n`
}

function recordJson(record: DnsRecord): object {
  return 'address' in record ? { ...record, address: formatAddress(record.address) } : record
}

function describeAnswer({ outcome, records, upstreamName }: DnsAnswer): string {
  switch (outcome) {
    case 'answered': {
      const count = records.length === 1 ? '1 record' : `${records.length} records`
      return upstreamName === undefined
        ? `NOERROR, ${count}`
        : `NOERROR, ${count}; ${upstreamName} is asked of the node's nameservers`
    }
    case 'no-data':
      return 'NOERROR, no record of this type (NODATA)'
    case 'no-such-name':
      return 'NXDOMAIN'
    case 'forwarded':
      return "asked of the node's nameservers: the manifests do not tell their answer"
  }
}

function describeOutcome({ outcome, records }: Resolution): string {
  switch (outcome) {
    case 'found': {
      const addresses = records.filter((record) => 'address' in record).length
      return addresses > 1
        ? `found; a real answer has its ${addresses} addresses in random order (CoreDNS loadbalance)`
        : 'found'
    }
    case 'no-data':
      return 'not found: the name exists, but has no such record'
    case 'no-such-name':
      return 'not found: no such name'
    case 'upstream':
      return 'left to nameservers outside the cluster'
    case 'invalid':
      return 'no name that DNS could be asked for: labels have 1 to 63 characters, names at most 253'
  }
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ')
}
