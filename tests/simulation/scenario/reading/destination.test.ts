import { describe, expect, it } from 'vitest'
import { readLines, refusalOf } from '../read-text.ts'

const client = 'clients: { shop: { outside: true } }'
const to = (rest: string) => [client, `traffic: { steady: { from: shop, ${rest} } }`]

describe('readDestination', () => {
  it.each([
    { text: 'lb/default/web', want: { kind: 'load-balancer', service: 'default/web', port: 80 } },
    { text: '"svc/web:8443"', want: { kind: 'service', service: 'default/web', port: 8443 } },
    { text: '"node/node-1:30080"', want: { kind: 'node', node: 'node-1', port: 30080 } },
    { text: '"pod/web-0:8080"', want: { kind: 'pod', pod: 'default/web-0', port: 8080 } },
    {
      text: '"web.default.svc.cluster.local:80"',
      want: { kind: 'name', name: 'web.default.svc.cluster.local', port: 80 },
    },
    { text: '"10.96.0.10:53"', want: { kind: 'address', port: 53 } },
    { text: '"[fd00::1]:53"', want: { kind: 'address', port: 53 } },
  ])('reads $text', ({ text, want }) =>
    expect(readLines(...to(`to: ${text}, rate: 1/s`)).cause.traffic[0]?.to).toMatchObject(want),
  )
})

describe('what is refused', () => {
  it.each([
    {
      name: 'a Service that is not there',
      lines: to('to: svc/wep, rate: 1/s'),
      want: '6:34: no Service default/wep; did you mean "default/web"?',
    },
    {
      name: 'a port name that is not there',
      lines: to('to: "svc/web:htp", rate: 1/s'),
      want: 'the Service has no port "htp"; its ports: http',
    },
    {
      name: 'a destination that is none',
      lines: to('to: "a b:80", rate: 1/s'),
      want: '"a b:80": expected svc/NAMESPACE/NAME:PORT',
    },
    {
      name: 'a port that is none',
      lines: to('to: "web.default:99999", rate: 1/s'),
      want: '"99999" is no port',
    },
  ])('$name', ({ lines, want }) => expect(refusalOf(() => readLines(...lines))).toContain(want))
})
