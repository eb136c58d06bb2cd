import { describe, expect, it } from 'vitest'
import { readCluster } from '../../src/kubernetes/cluster/read-cluster.ts'
import { serviceVariables, withApiServerService } from '../../src/simulation/service-variables.ts'

const service = (name: string, spec: string, namespace = 'test') =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: { ${spec} }\n---\n`
const pod = (spec = '') =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: a, namespace: test }\nspec: { ${spec} containers: [{ name: c }] }\n`

function variablesOf(text: string): string[] {
  const { objects } = readCluster([{ file: 'a', text }])
  const found = objects.find((object) => object.kind === 'Pod')
  if (found?.kind !== 'Pod') throw new Error('no pod')
  return serviceVariables(withApiServerService(objects), found).map(
    ({ name, value }) => `${name}=${value}`,
  )
}
const withoutApiServer = (variables: readonly string[]) =>
  variables.filter((line) => !line.startsWith('KUBERNETES_'))

/** The cases are those of pkg/kubelet/envvars/envvars_test.go. */
describe('the Service variables of a pod', () => {
  it('name host, ports, named ports, and the links that Docker had', () => {
    const text = `${service('foo-bar', 'clusterIP: 10.96.1.2, ports: [{ port: 8080, protocol: TCP }]')}${service(
      'q-u-u-x',
      'clusterIP: 10.96.9.8, ports: [{ port: 8083, name: u-d-p, protocol: UDP }, { port: 8084, name: t-c-p }]',
    )}${pod()}`
    expect(withoutApiServer(variablesOf(text))).toEqual([
      'FOO_BAR_SERVICE_HOST=10.96.1.2',
      'FOO_BAR_SERVICE_PORT=8080',
      'FOO_BAR_PORT=tcp://10.96.1.2:8080',
      'FOO_BAR_PORT_8080_TCP=tcp://10.96.1.2:8080',
      'FOO_BAR_PORT_8080_TCP_PROTO=tcp',
      'FOO_BAR_PORT_8080_TCP_PORT=8080',
      'FOO_BAR_PORT_8080_TCP_ADDR=10.96.1.2',
      'Q_U_U_X_SERVICE_HOST=10.96.9.8',
      'Q_U_U_X_SERVICE_PORT=8083',
      'Q_U_U_X_SERVICE_PORT_U_D_P=8083',
      'Q_U_U_X_SERVICE_PORT_T_C_P=8084',
      'Q_U_U_X_PORT=udp://10.96.9.8:8083',
      'Q_U_U_X_PORT_8083_UDP=udp://10.96.9.8:8083',
      'Q_U_U_X_PORT_8083_UDP_PROTO=udp',
      'Q_U_U_X_PORT_8083_UDP_PORT=8083',
      'Q_U_U_X_PORT_8083_UDP_ADDR=10.96.9.8',
      'Q_U_U_X_PORT_8084_TCP=tcp://10.96.9.8:8084',
      'Q_U_U_X_PORT_8084_TCP_PROTO=tcp',
      'Q_U_U_X_PORT_8084_TCP_PORT=8084',
      'Q_U_U_X_PORT_8084_TCP_ADDR=10.96.9.8',
    ])
  })

  it('put an IPv6 address into brackets where a port follows', () => {
    const node = `apiVersion: v1\nkind: Node\nmetadata: { name: node-six }\nstatus: { addresses: [{ type: InternalIP, address: "fd00::1" }] }\n---\n`
    const text = `${node}${service('six', 'clusterIP: "fd00:10:96::5", ports: [{ port: 80 }]')}${pod()}`
    expect(variablesOf(text)).toContain('SIX_PORT=tcp://[fd00:10:96::5]:80')
    expect(variablesOf(text)).toContain('SIX_PORT_80_TCP_ADDR=fd00:10:96::5')
  })

  it.each([
    { name: 'headless', text: service('x', 'clusterIP: None, ports: [{ port: 1 }]') },
    { name: 'ExternalName', text: service('x', 'type: ExternalName, externalName: a.example') },
    { name: 'in another namespace', text: service('x', 'ports: [{ port: 1 }]', 'other') },
  ])('leave out a Service that is $name', ({ text }) => {
    expect(withoutApiServer(variablesOf(`${text}${pod()}`))).toEqual([])
  })

  it('are those of the API server alone with enableServiceLinks: false', () => {
    const text = `${service('x', 'ports: [{ port: 1 }]')}${pod('enableServiceLinks: false,')}`
    expect(variablesOf(text)).toEqual([
      'KUBERNETES_SERVICE_HOST=10.96.0.1',
      'KUBERNETES_SERVICE_PORT=443',
      'KUBERNETES_SERVICE_PORT_HTTPS=443',
      'KUBERNETES_PORT=tcp://10.96.0.1:443',
      'KUBERNETES_PORT_443_TCP=tcp://10.96.0.1:443',
      'KUBERNETES_PORT_443_TCP_PROTO=tcp',
      'KUBERNETES_PORT_443_TCP_PORT=443',
      'KUBERNETES_PORT_443_TCP_ADDR=10.96.0.1',
    ])
  })

  it("take the namespace's own Service kubernetes before the API server's", () => {
    const own = service('kubernetes', 'clusterIP: 10.96.7.7, ports: [{ port: 1 }]')
    const master = service('kubernetes', 'clusterIP: 10.96.0.7, ports: [{ port: 443 }]', 'default')
    expect(variablesOf(`${own}${master}${pod()}`)[0]).toBe('KUBERNETES_SERVICE_HOST=10.96.7.7')
    expect(variablesOf(`${master}${pod()}`)[0]).toBe('KUBERNETES_SERVICE_HOST=10.96.0.7')
  })
})
