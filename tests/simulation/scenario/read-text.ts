import { isUserError } from '../../../src/base/user-error.ts'
import { readScenario } from '../../../src/simulation/scenario/read-scenario.ts'
import type { Scenario } from '../../../src/simulation/scenario/scenario.ts'

/** Three nodes, a StatefulSet `web` of two Pods behind Service `web`, a Deployment `shop`, a UDP Service. */
export const webManifests = `
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
apiVersion: v1
kind: Service
metadata: { name: dns }
spec: { selector: { app: web }, ports: [{ port: 53, protocol: UDP }] }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, ports: [{ containerPort: 8080 }] }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec:
  replicas: 2
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec: { containers: [{ name: shop }] }
`

/** The lines of a scenario after its head; line 5 of the file is the first of them. */
export function readLines(...lines: readonly string[]): Scenario {
  return readText(
    ['purpose: It shows something.', 'duration: 60s', 'manifests: web.yaml', '', ...lines].join(
      '\n',
    ),
  )
}

export function readText(text: string): Scenario {
  return readScenario({ file: 'scenarios/some.yaml', text }, (file) => ({
    file,
    text: webManifests,
  }))
}

/** `line:column: message [CODE]`; '' where the scenario is taken. */
export function refusalOf(read: () => unknown): string {
  try {
    read()
    return ''
  } catch (error) {
    if (isUserError(error)) return error.describe().replace(/^scenarios\/some.yaml:/, '')
    throw error
  }
}
