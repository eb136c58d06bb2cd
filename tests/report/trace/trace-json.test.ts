import { describe, expect, it } from 'vitest'
import { proxyModes } from '../../../src/proxy/configuration.ts'
import { formatTraceJson } from '../../../src/report/trace/trace-json.ts'
import { address, service } from '../../conformance/cluster-objects.ts'
import { requestBetween } from '../../simulation/node/small-node.ts'
import { fromPod, reportOf } from '../trace-fixture.ts'

describe.each(proxyModes)('a report for machines, %s mode', (mode) => {
  const text = formatTraceJson(reportOf(mode))
  const data = JSON.parse(text)

  it('says what was asked, with addresses as text', () => {
    expect(text.endsWith('}\n')).toBe(true)
    expect(data).toMatchObject({
      node: 'worker-1',
      mode: `${mode} mode`,
      seed: 1,
      complete: true,
      request: {
        from: 'pod',
        protocol: 'tcp',
        source: `${address.pod}:40000`,
        destination: `${address.clusterIp}:80`,
      },
    })
  })

  it('has what happened among what was possible', () => {
    expect(data.result).toMatchObject({ outcome: 'reached', where: 'pods', replyOk: true })
    const backends = data.possible.map(
      ({ result }: { result: { backend: string } }) => result.backend,
    )
    expect(backends).toContain(data.result.backend)
  })

  it('has every packet with its fate, its ends, and its steps', () => {
    expect(data.packets[0]).toMatchObject({
      name: 'SYN',
      direction: 'request',
      sent: { source: `${address.pod}:40000`, destination: `${address.clusterIp}:80` },
      left: { destination: data.result.backend },
      fate: { kind: 'departed', outputInterface: 'cni0' },
    })
    for (const { steps } of data.packets) expect(steps[0]).toMatchObject({ kind: 'hook' })
  })

  it('predicts what it costs, and says whether the figures were measured', () => {
    expect(data.cost.rulesVisited).toBeGreaterThan(0)
    for (const one of data.cost.predictions)
      expect(one).toMatchObject({
        addedUs: expect.any(Number),
        formula: expect.any(String),
        measured: expect.any(Boolean),
        source: expect.any(String),
      })
  })
})

it('tells a refusal by ICMP, and from whom', () => {
  const { result } = JSON.parse(formatTraceJson(reportOf('iptables', fromPod, [service()])))
  expect(result).toEqual({
    outcome: 'rejected',
    icmp: { type: 3, code: 3, from: expect.stringMatching(/^[\d.]+$/) },
  })
})

it('says of a Service’s address that leaves untranslated that it is lost', () => {
  const request = requestBetween('pod', `${address.pod}:40000`, `${address.clusterIp}:81`)
  const { result } = JSON.parse(formatTraceJson(reportOf('iptables', request)))
  expect(result).toMatchObject({ outcome: 'reached', lost: true, backendName: 'svc/default/web' })
})

it('writes IPv6 addresses in brackets', () => {
  const request = requestBetween('pod', `[${address.pod6}]:40000`, `[${address.clusterIp6}]:80`)
  const { request: asked } = JSON.parse(formatTraceJson(reportOf('iptables', request)))
  expect(asked.destination).toBe(`[${address.clusterIp6}]:80`)
})
