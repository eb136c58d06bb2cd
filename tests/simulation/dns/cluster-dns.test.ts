import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readCluster } from '../../../src/kubernetes/cluster/read-cluster.ts'
import { ClusterDns, clusterDnsOf, clusterDomain } from '../../../src/simulation/dns/cluster-dns.ts'
import { formatRecord, type RecordType } from '../../../src/simulation/dns/dns-record.ts'

/** What CoreDNS itself said: tests/simulation/dns/data/README.md */
interface RecordedAnswer {
  readonly Name: string
  readonly Type: RecordType
  readonly Rcode: string
  readonly Answer?: readonly string[]
  readonly Additional?: readonly string[]
}

const folder = 'tests/simulation/dns/data'
const { objects } = readCluster([
  { file: 'cluster.yaml', text: readFileSync(`${folder}/cluster.yaml`, 'utf8') },
])
const recorded: readonly RecordedAnswer[] = gunzipSync(readFileSync(`${folder}/answers.jsonl.gz`))
  .toString('utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))
const types = [...new Set(recorded.map(({ Type }) => Type))]

describe('the cluster answers as CoreDNS does', () => {
  const dns = new ClusterDns(objects)

  it.each(types)('when asked for %s', (type) => {
    const asked = recorded.filter(({ Type }) => Type === type)
    expect(asked.length).toBeGreaterThan(200)
    const said = asked.map(({ Name }) => {
      const { outcome, records, additional } = dns.answer(Name, type)
      const rcode = {
        answered: 'NOERROR',
        'no-data': 'NOERROR',
        'no-such-name': 'NXDOMAIN',
        forwarded: 'REFUSED',
      }
      return answerOf(
        Name,
        type,
        rcode[outcome],
        records.map(formatRecord),
        additional.map(formatRecord),
      )
    })
    const wanted = asked.map(({ Name, Rcode, Answer = [], Additional = [] }) =>
      answerOf(Name, type, Rcode, Answer, Additional),
    )
    expect(said).toEqual(wanted)
  })
})

function answerOf(
  name: string,
  type: string,
  rcode: string,
  records: readonly string[],
  additional: readonly string[],
) {
  const lower = (texts: readonly string[]) => texts.map((text) => text.toLowerCase()).sort()
  return {
    question: `${name} ${type}`,
    rcode,
    records: lower(records),
    additional: lower(additional),
  }
}

describe('one DNS server', () => {
  it('stands for one list of objects', () => {
    expect(clusterDnsOf(objects)).toBe(clusterDnsOf(objects))
    expect(clusterDnsOf([...objects])).not.toBe(clusterDnsOf(objects))
    expect(clusterDomain).toBe('cluster.local')
  })

  it('says where a name leads out of the cluster', () => {
    expect(clusterDnsOf(objects).answer('outside.shop.svc.cluster.local', 'A')).toMatchObject({
      outcome: 'answered',
      upstreamName: 'db.example.com',
    })
  })
})
