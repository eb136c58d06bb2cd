// node examples/library/first-trace.mjs, after `npm start` has built the library
import {
  createSurroundings,
  defaultProxyConfiguration,
  EmulatedNode,
  formatEndpoint,
  podBridgeName,
  protocolNumber,
  readCluster,
  resolveSource,
  resolveTarget,
  tracePacket,
  uplinkName,
} from 'kube-proxy-emulator'

const manifest = `
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }] }] }
`
const { objects } = readCluster([{ file: 'web.yaml', text: manifest }])
const node = new EmulatedNode(
  objects.find((object) => object.kind === 'Node'),
  objects,
  { configuration: { ...defaultProxyConfiguration, mode: 'nftables' } },
)
node.sync(0)

const scope = { objects, namespace: 'default', family: 'IPv4' }
const source = resolveSource('client', scope)
const target = resolveTarget('svc/web:80', scope)
const { exchange, possible } = tracePacket(
  node.kernel,
  createSurroundings(uplinkName, podBridgeName),
  {
    from: source.from,
    protocol: protocolNumber.tcp,
    source: { address: source.address, port: 40_000 },
    destination: { address: target.address, port: target.port },
  },
  0,
  1,
)
console.log(exchange.result.outcome)
for (const { result, probability } of possible)
  console.log(formatEndpoint(result.backend.address, result.backend.port), probability.toFixed(3))
